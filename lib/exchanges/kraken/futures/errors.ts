import { whereListed } from '../../rules/symbols.ts';
import {
  about,
  ambiguous,
  closed,
  definite,
  expired,
  full,
  gone,
  idTaken,
  internal,
  limit,
  nonce,
  type RefusalRule,
  trouble,
  unavailable,
} from '../../wire/refusals.ts';
import { limitOfHeader } from '../../wire/told-limits.ts';

const notTraded = `Kraken Futures does not know this contract ({code}); ${whereListed}`;
const notAccepted = 'Kraken Futures does not accept the request ({code})';
const notExecuted = `${notAccepted}; nothing was executed`;

const wrongFuturesKey =
  'Kraken Futures does not accept the key ({code}): a spot key cannot sign futures requests, and a revoked key or wrong secret looks the same. ' +
  'Create a key at futures.kraken.com > Settings > API Keys and set futuresApiKey and futuresSecret with PUT /delegation/exchange-account/credentials';
const notReducing =
  'The reduce-only order would not reduce a position ({code}): there is none on this symbol, it is already closed, the side is wrong, ' +
  'or the quantity exceeds it. Read GET /oems/execution/positions and send a smaller or opposite order';
const notForThisKey =
  'Kraken Futures does not let this key read or change that ({code}): the key is wrong, or lacks a permission (histories need general access, read-only at least). Enable it at futures.kraken.com > Settings > API Keys';
const nonceTaken = 'Another program sends nonces with this futures key ({code}); give this service a key of its own';
const tooMany = 'Kraken Futures limits the request rate of this account ({code}); wait and repeat';
const cannotRead = 'Kraken Futures cannot read the request ({code}); nothing was executed';

/**
 * Numbers of `errors[].code` beside a message that no rule knows. 11: the parser refused an argument (recorded: `Argument invalid: symbol`,
 * `invalid order type`). The remaining numbers come from the engine for changes of leverage (docs.kraken.com, set-leverage-setting). 0
 * comes with messages of several meanings, and says nothing alone.
 */
const byNumber: readonly RefusalRule[] = [
  definite(numbered('11'), 'INVALID_REQUEST', cannotRead),
  definite(numbered('41'), 'ORDER_REJECTED', 'The change would liquidate an open position ({code})'),
  definite(numbered('87'), 'INVALID_SYMBOL', notTraded),
  definite(numbered('92'), 'INSUFFICIENT_FUNDS', 'Not enough margin for this change ({code})'),
];

/** The text beside a status of editorder, where a status means something else for an order that rests. */
export const amending = 'editorder';

/** How an entry of `errors` is told whose message no rule knows. */
export function numbered(code: string): string {
  return `error ${code}:`;
}

/**
 * Kraken Futures' top-level errors and sendStatus values (docs.kraken.com futures send-order, errors). The words of `OrderError`, documented as the
 * reason of a REJECT event, are here where `errors` was seen to tell them (changes of leverage, limits of open orders). All further words come with a
 * status, and the status is judged. A word without a status leaves the fate of the request open: REJECTED_AFTER_EXECUTION has traded.
 */
export const krakenFuturesRules: readonly RefusalRule[] = [
  ...['marketSuspended', 'marketUnavailable'].map((match) =>
    closed(match, 'This market is suspended at this time ({code}); nothing was placed. Repeat later'),
  ),
  // The rule holds for every number or word of the parser next to the text (`500 INTERNAL_SERVER_ERROR`: python-kraken-sdk).
  trouble(internal, 'Kraken Futures could not handle the request ({code})'),
  trouble(unavailable, 'Kraken Futures is unavailable ({code})'),
  ...['nonceBelowThreshold', 'nonceDuplicate'].map((match) => nonce(match, 'NONCE_REJECTED', nonceTaken)),
  definite('authenticationError', 'KEY_REFUSED', wrongFuturesKey),
  definite(
    'insufficientPrivileges',
    'PERMISSION_DENIED',
    'The futures key lacks a permission for this call ({code}): enable it at futures.kraken.com > Settings > API Keys (trading needs full access, wallet transfers need withdrawal access)',
  ),
  // Recorded whole (ccxt pull request 17424). The single words are of Kraken's key check and of any gateway: beside an order they prove nothing.
  definite('You are not authorized', 'PERMISSION_DENIED', notForThisKey),
  ...['UNAUTHENTICATED', 'UNAUTHORIZED'].map((match) => ambiguous(match, 'PERMISSION_DENIED', notForThisKey)),
  // Without words of Kraken's own: something on the way refused, perhaps a second copy of the request.
  ...['HTTP 401', 'HTTP 403'].map((match) => ambiguous(match, 'PERMISSION_DENIED', notForThisKey)),
  definite('accountInactive', 'PERMISSION_DENIED', 'The futures account is not active ({code})'),
  // The budget of 500 counts over ten seconds (docs.kraken.com, futures rate limits).
  limitOfHeader('HTTP 429 until', tooMany),
  ...['apiLimitExceeded', 'Too Many Requests', 'HTTP 429'].map((match) => limit(match, tooMany, 10)),
  definite('insufficientFunds', 'INSUFFICIENT_FUNDS', 'The futures wallet does not hold enough ({code})'),
  definite(
    'insufficientAvailableFunds',
    'INSUFFICIENT_FUNDS',
    'The wallet that margins this contract has not enough available margin for the order ({code}). Reduce the quantity, or fund the wallet with POST /oems/execution/transfer: swap margins contracts settled in USD and gets what comes from spot; an inverse contract such as BTC/USD:BTC is margined from the wallet of its coin, such as swap:fi_xbtusd, which gets what comes from swap',
  ),
  definite('INSUFFICIENT_MARGIN', 'INSUFFICIENT_FUNDS', 'Not enough margin for this change ({code})'),
  definite('WOULD_CAUSE_LIQUIDATION', 'ORDER_REJECTED', 'The change would liquidate an open position ({code})'),
  about('leverage', definite('FIXED_LEVERAGE_TOO_HIGH', 'INVALID_ORDER', 'The leverage is too high ({code})')),
  definite(
    'CONTRACT_NOT_FLEXIBLE_FUTURES',
    'NOT_SUPPORTED',
    'Only multi-collateral contracts such as BTC/USD:USD have a leverage of their own ({code})',
  ),
  ...['CONTRACT_DOES_NOT_EXIST', 'contractNotFound'].map((match) => definite(match, 'INVALID_SYMBOL', notTraded)),
  definite('wouldNotReducePosition', 'ORDER_REJECTED', notReducing),
  // Documented for edits in the words for new orders ("would be filled …, thus is cancelled"): whether the old order rests is not told.
  {
    ...definite(
      'postWouldExecute',
      'ORDER_REJECTED',
      'The post-only order would have executed at once with the new terms ({code}): Kraken Futures has not amended the order, and may have canceled it. Read the order before the next step; a new price has to be away from the market',
    ),
    text: new RegExp(`^${amending}$`),
  },
  definite(
    'postWouldExecute',
    'ORDER_REJECTED',
    'The post-only order would have executed at once ({code}); move its price away from the market',
  ),
  definite(
    'iocWouldNotExecute',
    'ORDER_REJECTED',
    'Nothing could be filled at once within the price limit ({code}); no order was placed',
  ),
  idTaken(
    'clientOrderIdAlreadyExist',
    'ORDER_REJECTED',
    'An order with this client_order_id exists at Kraken Futures ({code})',
  ),
  ...['clientOrderIdTooBig', 'clientOrderIdTooLong', 'clientOrderIdInvalid'].map((match) =>
    definite(match, 'INVALID_ORDER', 'Kraken Futures does not accept this client_order_id ({code})'),
  ),
  about('quantity', definite('invalidSize', 'INVALID_ORDER', 'Kraken Futures does not accept this quantity ({code})')),
  // Documented as "a price is invalid": of a stop, the limit and the trigger are prices too.
  definite('invalidPrice', 'INVALID_ORDER', 'Kraken Futures does not accept this price ({code})'),
  // The second shape of refusals, of the request's parser: `{"status":"BAD_REQUEST","errors":[{"code":11,"message":"Argument invalid: symbol"}]}`
  // (recorded 2026-09). Kraken executes no request that the parser refuses.
  ...['Argument invalid', 'Argument missing'].map((match) => definite(match, 'INVALID_REQUEST', cannotRead)),
  definite('404 NOT_FOUND', 'INVALID_REQUEST', 'Kraken Futures has no such endpoint or id ({code})'),
  definite(
    'invalidAccount',
    'INVALID_REQUEST',
    'Kraken Futures has no such wallet in this account ({code}); GET /oems/execution/margin tells the wallets',
  ),
  definite(
    'invalidUnit',
    'INVALID_REQUEST',
    'The wallet does not take this asset ({code}): the wallet of an inverse contract, such as fi_xbtusd, holds its coin alone',
  ),
  ...['invalidAmount', 'Bad Request'].map((match) => definite(match, 'INVALID_REQUEST', notExecuted)),
  { ...about('leverage', definite('invalidArgument', 'INVALID_ORDER', notAccepted)), text: /maxLeverage/ },
  // Whole words: other words with the same beginning, such as "invalid response from engine", say nothing about the execution.
  ...['invalidArgument', 'requiredArgumentMissing', 'invalidOrderType', 'invalidSide', 'invalidTriggerSignal'].map(
    (match) => definite(match, 'INVALID_ORDER', notAccepted),
  ),
  about('price', definite('outsidePriceCollar', 'INVALID_ORDER', 'The price is too far from the market ({code})')),
  definite(
    'fixedLeverageTooHigh',
    'INVALID_ORDER',
    'The leverage preference of this contract is too high for the order ({code})',
  ),
  expired(
    'wouldProcessAfterSpecifiedTime',
    'ORDER_REJECTED',
    'The order reached the exchange after its deadline and was not placed ({code})',
  ),
  ...['tooManyOrders', 'tooManySmallOrders', 'ORDER_LIMIT_EXCEEDED', 'TRAILING_STOP_ORDER_LIMIT_EXCEEDED'].map(
    (match) =>
      full(
        match,
        'The account holds as many open orders as Kraken Futures allows ({code}); nothing was placed. Cancel an order, or wait until one ends, and repeat',
      ),
  ),
  closed(
    'marketIsPostOnly',
    'This market takes post-only orders alone at this time ({code}); nothing was placed. Send a post-only order, or repeat later',
  ),
  // `maxPositionViolation` is a limit of the position's size: waiting does not raise the limit, so the word is no rate limit.
  ...[
    'wouldCauseLiquidation',
    'marketInactive',
    'maxPositionViolation',
    'selfFill',
    'wouldIncreasePriceDislocation',
  ].map((match) => definite(match, 'ORDER_REJECTED', 'Kraken Futures rejected the order ({code})')),
  ...(
    [
      ['orderForEditNotAStop', 'stop_price'],
      ['cannotEditTriggerPriceOfTrailingStop', 'stop_price'],
      ['cannotEditLimitPriceOfTrailingStop', 'price'],
    ] as const
  ).map(([match, field]) =>
    about(
      field,
      definite(match, 'INVALID_ORDER', 'This order has no such price to change, or sets it by itself ({code})'),
    ),
  ),
  gone('orderForEditNotFound', 'NOT_FOUND', 'Kraken Futures does not know this order ({code})'),
  definite('notFound', 'NOT_FOUND', 'Kraken Futures does not know it ({code})'),
  ...['Server Error', '500', 'unknownError'].map((match) =>
    ambiguous(match, 'EXCHANGE_UNAVAILABLE', 'Kraken Futures could not handle the request ({code})'),
  ),
  ...byNumber,
  // `Json Parse Error`, a bare `Missing argument`, `attempted` and unknown words: no page found says that nothing is accepted before parsing ends.
  ambiguous('', 'EXCHANGE_UNAVAILABLE', 'Kraken Futures could not handle the request ({code})'),
];
