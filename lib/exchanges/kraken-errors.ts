import type { RefusalRule } from './errors.ts';

const nonceRemedy =
  'Kraken refused the nonce: another program uses this spot key, or its Nonce Window is too small. Give this service a key of its own, ' +
  'or set Nonce Window = 10000 on the key (Kraken Pro > Settings > API); nothing was executed';
const permissionRemedy =
  'The Kraken spot key is valid but lacks a permission for this call ({code}). Balances need Query Funds, orders need Create & Modify Orders, ' +
  'cancels need Cancel/Close Orders, histories need Query Closed Orders & Trades or Query Ledger Entries: add it in Kraken Pro > Settings > API';

/** Kraken Spot's errors (docs.kraken.com/exchange/guides/general/errors), most specific first. */
export const krakenSpotRules: readonly RefusalRule[] = [
  { match: 'EAPI:Invalid nonce', kind: 'nonce', code: 'NONCE_REJECTED', message: nonceRemedy },
  {
    match: 'EAPI:Invalid key',
    kind: 'definite',
    code: 'PERMISSION_DENIED',
    message:
      'Kraken does not know the spot key ({code}): it was deleted, or a futures key was given as the spot key. Set it again with PUT /delegation/exchange-account/credentials',
  },
  {
    match: 'EAPI:Invalid signature',
    kind: 'definite',
    code: 'PERMISSION_DENIED',
    message:
      'The secret does not belong to the Kraken spot key ({code}). Set key and secret again with PUT /delegation/exchange-account/credentials',
  },
  { match: 'EGeneral:Permission denied', kind: 'definite', code: 'PERMISSION_DENIED', message: permissionRemedy },
  { match: 'EAPI:Feature disabled', kind: 'definite', code: 'PERMISSION_DENIED', message: permissionRemedy },
  {
    match: 'EAccount:Invalid permissions',
    kind: 'definite',
    code: 'PERMISSION_DENIED',
    message: 'Kraken does not let this account trade that asset ({code})',
  },
  {
    match: 'ETrade:User Locked',
    kind: 'definite',
    code: 'PERMISSION_DENIED',
    message: 'Kraken has locked this account ({code}); contact Kraken support',
  },
  { match: 'ESession:', kind: 'definite', code: 'PERMISSION_DENIED', message: 'Kraken refused the session ({code})' },
  {
    match: 'EGeneral:Temporary lockout',
    kind: 'definite',
    code: 'RATE_LIMITED',
    message: 'Kraken locked this key out for some minutes after too many refused requests ({code})',
  },
  {
    match: 'EGeneral:Too many requests',
    kind: 'definite',
    code: 'RATE_LIMITED',
    message: 'Kraken limits the request rate of this key ({code}); wait and repeat',
  },
  {
    match: 'EAPI:Rate limit',
    kind: 'definite',
    code: 'RATE_LIMITED',
    message: 'Kraken limits the request rate of this key ({code}); wait and repeat',
  },
  {
    match: 'EAuth:Rate limit',
    kind: 'definite',
    code: 'RATE_LIMITED',
    message: 'Kraken limits the request rate of this key ({code}); wait and repeat',
  },
  {
    match: 'EOrder:Rate limit',
    kind: 'definite',
    code: 'RATE_LIMITED',
    message: 'Kraken limits the order rate of this pair ({code}); wait and repeat',
  },
  {
    match: 'EService:Throttled',
    kind: 'definite',
    code: 'RATE_LIMITED',
    message: 'Kraken throttles requests ({code}); wait and repeat',
  },
  {
    match: 'EService:Deadline elapsed',
    kind: 'definite',
    code: 'ORDER_REJECTED',
    message: 'The order reached the matching engine after its deadline and was not placed ({code})',
  },
  {
    match: 'EService:Market in',
    kind: 'definite',
    code: 'ORDER_REJECTED',
    message: 'Kraken restricts this market now ({code})',
  },
  { match: 'EService:', kind: 'ambiguous', code: 'EXCHANGE_UNAVAILABLE', message: 'Kraken is unavailable ({code})' },
  {
    match: 'EDatabase:',
    kind: 'ambiguous',
    code: 'EXCHANGE_UNAVAILABLE',
    message: 'Kraken has an internal problem ({code})',
  },
  {
    match: 'EGeneral:Internal error',
    kind: 'ambiguous',
    code: 'EXCHANGE_UNAVAILABLE',
    message: 'Kraken has an internal problem ({code})',
  },
  {
    match: 'EOrder:Insufficient funds',
    kind: 'definite',
    code: 'INSUFFICIENT_FUNDS',
    message: 'The spot wallet does not hold enough for this order ({code})',
  },
  {
    match: 'EOrder:Insufficient margin',
    kind: 'definite',
    code: 'INSUFFICIENT_FUNDS',
    message: 'Not enough margin for this order ({code})',
  },
  {
    match: 'EFunding:Insufficient funds',
    kind: 'definite',
    code: 'INSUFFICIENT_FUNDS',
    message: 'The spot wallet does not hold that amount ({code})',
  },
  {
    match: 'EFunding:Invalid amount',
    kind: 'definite',
    code: 'INVALID_REQUEST',
    message: 'Kraken does not accept this amount ({code})',
  },
  {
    match: 'EOrder:Unknown order',
    kind: 'definite',
    code: 'NOT_FOUND',
    message: 'Kraken does not know this order ({code})',
  },
  {
    match: 'EQuery:Unknown asset pair',
    kind: 'definite',
    code: 'INVALID_SYMBOL',
    message: 'Kraken Spot does not trade this pair ({code})',
  },
  {
    match: 'EQuery:Invalid asset pair',
    kind: 'definite',
    code: 'INVALID_SYMBOL',
    message: 'Kraken Spot does not trade this pair ({code})',
  },
  {
    match: 'EQuery:Unknown asset',
    kind: 'definite',
    code: 'INVALID_REQUEST',
    message: 'Kraken Spot does not know this asset ({code})',
  },
  {
    match: 'EFunding:Unknown asset',
    kind: 'definite',
    code: 'INVALID_REQUEST',
    message: 'Kraken Spot does not know this asset ({code})',
  },
  {
    match: 'EOrder:Order minimum not met',
    kind: 'definite',
    code: 'INVALID_ORDER',
    message: "The quantity is below the pair's minimum ({code})",
  },
  {
    match: 'EOrder:Cost minimum not met',
    kind: 'definite',
    code: 'INVALID_ORDER',
    message: "Price times quantity is below the pair's minimum ({code})",
  },
  {
    match: 'EOrder:Tick size',
    kind: 'definite',
    code: 'INVALID_ORDER',
    message: "The price is not a multiple of the pair's tick ({code})",
  },
  {
    match: 'EOrder:Invalid',
    kind: 'definite',
    code: 'INVALID_ORDER',
    message: 'Kraken does not accept this order ({code})',
  },
  {
    match: 'EGeneral:Invalid arguments',
    kind: 'definite',
    code: 'INVALID_ORDER',
    message: 'Kraken does not accept the request ({code})',
  },
  { match: 'EOrder:', kind: 'definite', code: 'ORDER_REJECTED', message: 'Kraken rejected the order ({code})' },
  // Kraken documents every E-code as a refusal with nothing executed but for the service errors above.
  { match: '', kind: 'definite', code: 'ORDER_REJECTED', message: 'Kraken refused the request ({code})' },
];

const wrongFuturesKey =
  'Kraken Futures does not accept the key ({code}): a spot key cannot sign futures requests, and a revoked key or wrong secret looks the same. ' +
  'Create a key at futures.kraken.com > Settings > API Keys and set futuresApiKey and futuresSecret with PUT /delegation/exchange-account/credentials';
const notReducing =
  'wouldNotReducePosition: the reduce-only order would not reduce a position: there is none on this symbol, it is already closed, the side is wrong, ' +
  'or the quantity exceeds it. Read GET /oems/execution/positions and send a smaller or opposite order';

/** Kraken Futures' top-level errors and sendStatus values (docs.kraken.com futures send-order, errors). */
export const krakenFuturesRules: readonly RefusalRule[] = [
  {
    match: 'nonceBelowThreshold',
    kind: 'nonce',
    code: 'NONCE_REJECTED',
    message: 'Another program sends nonces with this futures key ({code}); give this service a key of its own',
  },
  {
    match: 'nonceDuplicate',
    kind: 'nonce',
    code: 'NONCE_REJECTED',
    message: 'Another program sends nonces with this futures key ({code}); give this service a key of its own',
  },
  { match: 'authenticationError', kind: 'definite', code: 'PERMISSION_DENIED', message: wrongFuturesKey },
  {
    match: 'insufficientPrivileges',
    kind: 'definite',
    code: 'PERMISSION_DENIED',
    message:
      'The futures key lacks a permission for this call ({code}): enable it at futures.kraken.com > Settings > API Keys (trading needs full access, wallet transfers need withdrawal access)',
  },
  {
    match: 'accountInactive',
    kind: 'definite',
    code: 'PERMISSION_DENIED',
    message: 'The futures account is not active ({code})',
  },
  {
    match: 'apiLimitExceeded',
    kind: 'definite',
    code: 'RATE_LIMITED',
    message: 'Kraken Futures limits the request rate of this account ({code}); wait and repeat',
  },
  {
    match: 'insufficientFunds',
    kind: 'definite',
    code: 'INSUFFICIENT_FUNDS',
    message: 'The futures wallet does not hold enough ({code})',
  },
  {
    match: 'insufficientAvailableFunds',
    kind: 'definite',
    code: 'INSUFFICIENT_FUNDS',
    message:
      'The futures wallet has not enough available margin for this order ({code}). Transfer funds from spot or reduce the quantity',
  },
  {
    match: 'INSUFFICIENT_MARGIN',
    kind: 'definite',
    code: 'INSUFFICIENT_FUNDS',
    message: 'Not enough margin for this change ({code})',
  },
  {
    match: 'WOULD_CAUSE_LIQUIDATION',
    kind: 'definite',
    code: 'ORDER_REJECTED',
    message: 'The change would liquidate an open position ({code})',
  },
  {
    match: 'CONTRACT_DOES_NOT_EXIST',
    kind: 'definite',
    code: 'INVALID_SYMBOL',
    message: 'Kraken Futures does not know this contract ({code})',
  },
  {
    match: 'contractNotFound',
    kind: 'definite',
    code: 'INVALID_SYMBOL',
    message: 'Kraken Futures does not know this contract ({code})',
  },
  { match: 'wouldNotReducePosition', kind: 'definite', code: 'ORDER_REJECTED', message: notReducing },
  {
    match: 'postWouldExecute',
    kind: 'definite',
    code: 'ORDER_REJECTED',
    message: 'The post-only order would have executed at once ({code}); move its price away from the market',
  },
  {
    match: 'iocWouldNotExecute',
    kind: 'definite',
    code: 'ORDER_REJECTED',
    message: 'Nothing could be filled at once within the price limit ({code}); no order was placed',
  },
  {
    match: 'clientOrderIdAlreadyExist',
    kind: 'definite',
    code: 'ORDER_REJECTED',
    message: 'An order with this client_order_id exists at Kraken Futures ({code})',
  },
  {
    match: 'clientOrderId',
    kind: 'definite',
    code: 'INVALID_ORDER',
    message: 'Kraken Futures does not accept this client_order_id ({code})',
  },
  {
    match: 'invalidSize',
    kind: 'definite',
    code: 'INVALID_ORDER',
    message: 'Kraken Futures does not accept this quantity ({code})',
  },
  {
    match: 'invalidPrice',
    kind: 'definite',
    code: 'INVALID_ORDER',
    message: 'Kraken Futures does not accept this price ({code})',
  },
  {
    match: 'invalid',
    kind: 'definite',
    code: 'INVALID_ORDER',
    message: 'Kraken Futures does not accept the request ({code})',
  },
  {
    match: 'requiredArgumentMissing',
    kind: 'definite',
    code: 'INVALID_ORDER',
    message: 'Kraken Futures does not accept the request ({code})',
  },
  {
    match: 'outsidePriceCollar',
    kind: 'definite',
    code: 'INVALID_ORDER',
    message: 'The price is too far from the market ({code})',
  },
  {
    match: 'fixedLeverageTooHigh',
    kind: 'definite',
    code: 'INVALID_ORDER',
    message: 'The leverage preference of this contract is too high for the order ({code})',
  },
  {
    match: 'wouldProcessAfterSpecifiedTime',
    kind: 'definite',
    code: 'ORDER_REJECTED',
    message: 'The order reached the exchange after its deadline and was not placed ({code})',
  },
  ...[
    'wouldCauseLiquidation',
    'marketIsPostOnly',
    'marketSuspended',
    'marketInactive',
    'marketUnavailable',
    'tooManyOrders',
    'tooManySmallOrders',
    'maxPositionViolation',
    'selfFill',
    'wouldIncreasePriceDislocation',
    'attempted',
  ].map(
    (match) =>
      ({
        match,
        kind: 'definite',
        code: 'ORDER_REJECTED',
        message: 'Kraken Futures rejected the order ({code})',
      }) as const,
  ),
  {
    match: 'orderForEditNotFound',
    kind: 'definite',
    code: 'NOT_FOUND',
    message: 'Kraken Futures does not know this order ({code})',
  },
  { match: 'notFound', kind: 'definite', code: 'NOT_FOUND', message: 'Kraken Futures does not know it ({code})' },
  {
    match: 'Unavailable',
    kind: 'ambiguous',
    code: 'EXCHANGE_UNAVAILABLE',
    message: 'Kraken Futures is unavailable ({code})',
  },
  // `Server Error`, `unknownError`, `Json Parse Error` and words nobody has seen yet: assume nothing about what was done.
  {
    match: '',
    kind: 'ambiguous',
    code: 'EXCHANGE_UNAVAILABLE',
    message: 'Kraken Futures could not handle the request ({code})',
  },
];
