import { whereListed } from '../../rules/symbols.ts';
import {
  about,
  ambiguous,
  canceling,
  closed,
  definite,
  full,
  gone,
  idTaken,
  internal,
  late,
  limit,
  lockout,
  nonce,
  type RefusalRule,
  trouble,
  unavailable,
} from '../../wire/refusals.ts';

const notTraded = `Kraken Spot does not trade this pair ({code}); ${whereListed}`;

const nonceRemedy =
  'Kraken refused the nonce ({code}): another program uses this spot key, or its Nonce Window is too small. Give this service a key of its own, ' +
  'or set Nonce Window = 10000 on the key (Kraken Pro > Settings > API); a key that stays refused is set again with ' +
  'PUT /delegation/exchange-account/credentials, which finds the unit of its nonces anew; nothing was executed';
const permissionRemedy =
  'The Kraken spot key is valid but lacks a permission for this call ({code}). Balances need Query Funds, orders need Create & Modify Orders, ' +
  'cancels need Cancel/Close Orders, histories need Query Closed Orders & Trades or Query Ledger Entries: add it in Kraken Pro > Settings > API';

/** Kraken Spot's errors (docs.kraken.com/exchange/guides/general/errors), most specific first. */
export const krakenSpotRules: readonly RefusalRule[] = [
  definite(
    'EGeneral:Invalid arguments:Index unavailable',
    'ORDER_REJECTED',
    'Kraken has no index price for stops on this pair ({code}); use trigger_price_type last',
  ),
  trouble(internal, 'Kraken has an internal problem ({code})'),
  trouble(unavailable, 'Kraken is unavailable ({code})'),
  nonce('EAPI:Invalid nonce', 'NONCE_REJECTED', nonceRemedy),
  definite(
    'EAPI:Invalid key',
    'KEY_REFUSED',
    'Kraken does not know the spot key ({code}): it was deleted, or a futures key was given as the spot key. Set it again with PUT /delegation/exchange-account/credentials',
  ),
  definite(
    'EAPI:Invalid signature',
    'KEY_REFUSED',
    'The secret does not belong to the Kraken spot key ({code}). Set key and secret again with PUT /delegation/exchange-account/credentials',
  ),
  definite('EGeneral:Permission denied', 'PERMISSION_DENIED', permissionRemedy),
  // Not Kraken's own words, which come with HTTP 200: something on the way refused, perhaps a second copy of the request.
  ...['EHTTP:401', 'EHTTP:403'].map((match) => ambiguous(match, 'PERMISSION_DENIED', permissionRemedy)),
  // Recorded with the parameter as a suffix: `EAPI:Feature disabled:viqc`. A permission of the key would not help.
  definite(
    'EAPI:Feature disabled',
    'NOT_SUPPORTED',
    'Kraken has disabled the feature or parameter that the request names ({code}); nothing was executed. No permission of the key changes that: send the request without the feature',
  ),
  definite(
    'EAccount:Invalid permissions',
    'PERMISSION_DENIED',
    'Kraken does not let this account trade that asset ({code})',
  ),
  ...['ETrade:User Locked', 'ETrade:Locked'].map((match) =>
    definite(match, 'PERMISSION_DENIED', 'Kraken has locked this account ({code}); contact Kraken support'),
  ),
  definite('ESession:', 'PERMISSION_DENIED', 'Kraken refused the session ({code})'),
  // "Each attempt resets the timer" (errors guide); about 15 minutes (support.kraken.com, API error codes).
  lockout(
    'EGeneral:Temporary lockout',
    'Kraken locked this key out for about 15 minutes after too many refused requests ({code}); every request meanwhile starts the time anew',
    900,
  ),
  ...['EGeneral:Too many requests', 'EAPI:Rate limit'].map((match) =>
    limit(match, 'Kraken limits the request rate of this key ({code}); wait and repeat'),
  ),
  // Documented without a time. A minute is far above the refill of every other counter.
  ...['EAuth:Rate limit', 'EAuth:Too many requests'].map((match) =>
    limit(match, 'Kraken limits the requests that are authenticated for this account ({code}); wait and repeat', 60),
  ),
  limit('EOrder:Rate limit', 'Kraken limits the order rate of this pair ({code}); wait and repeat'),
  limit(
    'EOrder:Domain rate limit',
    'Kraken limits the order rate of the account and its subaccounts together ({code}); wait and repeat',
    10,
  ),
  limit('EService:Throttled', 'Kraken throttles concurrent requests ({code}); wait and repeat', 'told'),
  ...['EOrder:Orders limit', 'EOrder:Domain limit', 'EOrder:Scheduled orders limit', 'EOrder:Positions limit'].map(
    (match) =>
      full(
        match,
        'The account holds as many orders or positions as Kraken allows ({code}); nothing was placed. Cancel or close one, or wait until one ends, and repeat',
      ),
  ),
  definite(
    'EAuth:',
    'PERMISSION_DENIED',
    'Kraken has disabled or not confirmed this account ({code}); see the account at kraken.com',
  ),
  // The guide: "Before retrying, check OpenOrders — the order may have been placed despite the timeout".
  late(
    'EService:Deadline elapsed',
    'EXCHANGE_UNAVAILABLE',
    'The deadline passed before Kraken confirmed the request, which may have been carried out all the same ({code})',
  ),
  // cancel_only, post_only, limit_only, reduce_only: "Request can't be made at this time (See SystemStatus endpoint)".
  closed(
    'EService:Market in',
    'Kraken restricts this market at this time, and the restriction does not allow the request ({code}); nothing was carried out. See status.kraken.com, and repeat later',
  ),
  ambiguous('EService:', 'EXCHANGE_UNAVAILABLE', 'Kraken is unavailable ({code})'),
  ambiguous('EDatabase:', 'EXCHANGE_UNAVAILABLE', 'Kraken has an internal problem ({code})'),
  definite(
    'EOrder:Insufficient funds',
    'INSUFFICIENT_FUNDS',
    'The spot wallet does not hold enough for this order ({code})',
  ),
  definite(
    'EOrder:Margin level too low',
    'INSUFFICIENT_FUNDS',
    'The account has not enough collateral for this order ({code})',
  ),
  definite('EOrder:Insufficient margin', 'INSUFFICIENT_FUNDS', 'Not enough margin for this order ({code})'),
  definite('EFunding:Insufficient funds', 'INSUFFICIENT_FUNDS', 'The spot wallet does not hold that amount ({code})'),
  definite('EFunding:Invalid amount', 'INVALID_REQUEST', 'Kraken does not accept this amount ({code})'),
  gone('EOrder:Unknown order', 'NOT_FOUND', 'Kraken does not know this order ({code})'),
  definite('EQuery:Unknown asset pair', 'INVALID_SYMBOL', notTraded),
  definite('EQuery:Invalid asset pair', 'INVALID_SYMBOL', notTraded),
  definite('EQuery:Unknown asset', 'INVALID_REQUEST', 'Kraken Spot does not know this asset ({code})'),
  definite('EFunding:Unknown asset', 'INVALID_REQUEST', 'Kraken Spot does not know this asset ({code})'),
  about(
    'quantity',
    definite('EOrder:Order minimum not met', 'INVALID_ORDER', "The quantity is below the pair's minimum ({code})"),
  ),
  definite('EOrder:Cost minimum not met', 'INVALID_ORDER', "Price times quantity is below the pair's minimum ({code})"),
  definite('EOrder:Tick size', 'INVALID_ORDER', "The price is not a multiple of the pair's tick ({code})"),
  definite('EOrder:Invalid', 'INVALID_ORDER', 'Kraken does not accept this order ({code})'),
  idTaken(
    'EGeneral:Invalid arguments:cl_ord_id not unique',
    'INVALID_ORDER',
    'Kraken does not accept the request ({code})',
  ),
  // AddOrder and AmendOrder name the parameter behind the words. `price` of AddOrder is the limit or the trigger: no field is named.
  ...(
    [
      ['volume', 'quantity'],
      ['order_qty', 'quantity'],
      ['limit_price', 'price'],
      ['trigger_price', 'stop_price'],
    ] as const
  ).map(([name, field]) =>
    about(
      field,
      definite(`EGeneral:Invalid arguments:${name}`, 'INVALID_ORDER', 'Kraken does not accept the request ({code})'),
    ),
  ),
  definite('EGeneral:Invalid arguments', 'INVALID_ORDER', 'Kraken does not accept the request ({code})'),
  ...['EAPI:Bad request', 'EGeneral:Unknown method', 'EAPI:Invalid argument'].map((match) =>
    definite(match, 'INVALID_REQUEST', 'Kraken cannot read the request ({code}); nothing was executed'),
  ),
  definite(
    'EBM:limit exceeded',
    'ORDER_REJECTED',
    'The order is above a limit of the law, such as the Canadian acquisition limits ({code}); nothing was placed',
  ),
  definite(
    'EOrder:Trading agreement required',
    'PERMISSION_DENIED',
    'The owner of the account must accept an agreement at kraken.com before such orders ({code})',
  ),
  // "Order will match as much as possible and cancel back the rest with this error" (guide to errors): the order may have closed the position.
  ambiguous(
    'EOrder:Reduce only:Position is closed',
    'ORDER_REJECTED',
    'The position was closed while Kraken worked on the reduce-only order, which may have been filled in part ({code})',
  ),
  // CCXT reads it as a cancellation under way.
  canceling('EOrder:Cancel pending', 'ORDER_REJECTED', 'The cancellation of this order is under way ({code})'),
  // `EOrder:Margin allowance exceeded` and `EOrder:Margin position size exceeded` are among them: limits of the money that Kraken lends to this
  // account. Waiting does not raise such a limit, so neither word is a rate limit; the order was refused before its execution.
  definite('EOrder:', 'ORDER_REJECTED', 'Kraken rejected the order ({code})'),
  // The documented families of refusals: nothing was executed, but for the exceptions above. EGeneral and EAPI hold internal errors too.
  ...['EBM:', 'EAccount:', 'EQuery:', 'EFunding:', 'ETrade:', 'EEarn:'].map((match) =>
    definite(match, 'ORDER_REJECTED', 'Kraken refused the request ({code})'),
  ),
  // An unknown code: assume nothing about the execution.
  ambiguous('', 'EXCHANGE_UNAVAILABLE', 'Kraken could not handle the request ({code})'),
];
