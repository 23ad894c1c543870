import type { ErrorCode } from '../../errors.ts';
import { whereListed } from '../rules/symbols.ts';
import {
  about,
  ambiguous,
  canceling,
  definite,
  full,
  gone,
  idTaken,
  nonce,
  type RefusalKind,
  type RefusalRule,
} from '../wire/refusals.ts';

const wrongKey =
  'Bybit does not accept the key ({code}): the key is revoked, has expired (keys without a bound address live 90 days), is of another region or of the testnet, or the secret is wrong. ' +
  'Create a key at bybit.com > API and set apiKey and secret with PUT /delegation/exchange-account/credentials';
const wrongAddress =
  'Bybit does not accept the key from the address of this service ({code}): add the address to the key at bybit.com > API, or bind the key to no address';
const notForThisKey =
  'Bybit does not let this key do that ({code}): the key lacks a permission, or the account may not trade. Tick Unified Trading > SPOT Trade and Contract Orders and Positions, with Read-Write, at bybit.com > API';
const notThere =
  'Bybit refuses the product or the request for the region or the state of the customer ({code}); ask Bybit which products the account may trade';
const tooMany = 'Bybit limits the request rate of this key ({code}); wait and repeat';
const noWord = 'Bybit does not say whether it has acted ({code})';
const unreadable = 'Bybit does not accept the request ({code}); nothing was executed';
const badOrder = 'Bybit does not accept the order with these terms ({code})';
const badPrice = 'Bybit does not accept the price ({code}): out of the price band, or between two steps';
const badQuantity =
  'Bybit does not accept the quantity ({code}): below the minimum, above the maximum, or between two steps';
const badTrigger =
  'Bybit does not accept the trigger price ({code}): a trigger must lie on the side of the market on which the order waits for the price';
const noFunds = 'The unified wallet does not hold enough for this order ({code})';
const refused = 'Bybit rejected the order ({code})';
const tooManyOpen =
  'The account holds as many open or conditional orders as Bybit allows ({code}); nothing was placed. Cancel one, or wait until one ends, and repeat';
const notReducing =
  'The reduce-only order would not reduce a position ({code}): there is none on this symbol, or the side or the quantity is wrong. Read GET /oems/execution/positions and send a smaller or opposite order';
const notTraded = `Bybit does not trade this symbol ({code}); ${whereListed}`;
const isOver = 'Bybit has no such open order ({code}): filled, canceled, or never there';
const underWay = 'Bybit is canceling or changing the order ({code})';
const taken = 'An order bears this client_order_id ({code})';
const stands = 'The setting is already as requested ({code})';
const notSettable =
  'Bybit does not accept the setting ({code}, "{text}"): change positions, orders or the mode of the account first';
const hedged =
  'The symbol is in hedge mode ({code}), in which each order must name the side of a position: close its positions and cancel its orders at Bybit, and set its position mode to one-way';

/** A rule for each code. */
function each(codes: string, rule: (match: string) => RefusalRule): RefusalRule[] {
  return codes.split(' ').map((code) => rule(code));
}

const as = (make: typeof definite, code: ErrorCode, message: string) => (match: string) => make(match, code, message);
const kindOf = (kind: RefusalKind) => (match: string, code: ErrorCode, message: string) =>
  ({ match, kind, code, message }) satisfies RefusalRule;

/** A limit of requests. Nobody documents whether the request waits in the queue behind the gateway all the same: on an order nothing is known. */
const limited = (waitSeconds: number) => (match: string) => ({
  ...ambiguous(match, 'RATE_LIMITED', tooMany),
  waitSeconds,
});

const tooOften =
  'Bybit takes no request from the address of this service for ten minutes ({code}), which all accounts share; wait and repeat';
const addressRefused =
  'Bybit refuses the address of this service ({code}): for ten minutes after too many requests, and for good where the address lies in the United States or Mainland China. ' +
  'If the refusal lasts, deploy the service to a region of AWS elsewhere (docs/guide-bybit.md)';

const rules: readonly RefusalRule[] = [
  // Before execution: the timestamp is outside of the window (docs/v5 guide).
  nonce(
    '10002',
    'NONCE_REJECTED',
    'The timestamp of the request is outside of the window of Bybit ({code}); check the time of the host',
  ),
  ...each('10003 10004 10007 33004 -2015', as(definite, 'KEY_REFUSED', wrongKey)),
  definite('HTTP 401', 'KEY_REFUSED', wrongKey),
  definite('10010', 'KEY_REFUSED', wrongAddress),
  ...each('10005 10008 10027 10028 110066 110069 3100197', as(definite, 'PERMISSION_DENIED', notForThisKey)),
  // "IP has been banned." (docs/v5 error): no page says for how long.
  definite('10009', 'PERMISSION_DENIED', addressRefused),
  ...each('10024 170209 170219', as(definite, 'PERMISSION_DENIED', notThere)),
  ...each('10006 170222', limited(2)),
  { ...ambiguous('HTTP 429', 'RATE_LIMITED', tooMany), waitSeconds: 10 },
  { ...ambiguous('HTTP 403 access too frequent', 'RATE_LIMITED', tooOften), waitSeconds: 600, bansAddress: true },
  // "Exceeded the IP Rate Limit." (docs/v5 error; struck out in later copies of the page): the limit whose other word is HTTP 403, after which a
  // client waits "at least 10 minutes" (docs/v5 rate-limit). No page says that nothing was executed.
  { ...ambiguous('10018', 'RATE_LIMITED', tooOften), bansAddress: true, waitSeconds: 600 },
  { ...ambiguous('HTTP 403', 'RATE_LIMITED', addressRefused), waitSeconds: 600 },
  definite('HTTP 404', 'INVALID_REQUEST', unreadable),
  ...each(
    '10000 10016 10019 429 170001 170005 170007 170032 170146 170147 170149 170234 170310 131001 131003 500000',
    as(ambiguous, 'EXCHANGE_UNAVAILABLE', noWord),
  ),
  // The text alone tells what is wrong with the parameters.
  { ...idTaken('10001', 'ORDER_REJECTED', taken), text: /duplicat/i },
  // "position idx not match position mode": recorded (ccxt/ccxt issue 16952, sieblyio/bybit-api issue 363). A mode with positions or orders cannot be
  // changed: 110024, 110028 (docs/v5 error).
  { ...definite('10001', 'ORDER_REJECTED', hedged), text: /position mode|position idx/i },
  { ...about('quantity', definite('10001', 'INVALID_ORDER', badQuantity)), text: /number of contracts/i },
  { ...definite('10001', 'INVALID_ORDER', badOrder), text: /qty|price|order|trigger|side/i },
  ...each('10001 10017 181001 181012', as(definite, 'INVALID_REQUEST', unreadable)),
  ...each('10029 170121 110074 170151 170157', as(definite, 'INVALID_SYMBOL', notTraded)),
  ...each('110092 110093 110094', (match) => about('stop_price', definite(match, 'INVALID_ORDER', badTrigger))),
  ...each('110003 170132 170133 170134 170193 170194', (match) =>
    about('price', definite(match, 'INVALID_ORDER', badPrice)),
  ),
  ...each('170124 170135 170136 170137 170140', (match) =>
    about('quantity', definite(match, 'INVALID_ORDER', badQuantity)),
  ),
  ...each(
    '170115 170116 170117 170130 170148 170192 170201 170202 170203 170204 170371 170372 170381 170382 110049 110064 170313',
    as(definite, 'INVALID_ORDER', badOrder),
  ),
  ...each(
    '110004 110006 110007 110012 110014 110044 110045 110051 110052 110053 170033 170131',
    as(definite, 'INSUFFICIENT_FUNDS', noFunds),
  ),
  // 110009 "The number of stop orders exceeds the maximum allowable limit", 110020 "Not allowed to have more than 500 active orders" (docs/v5 error).
  ...each('110009 110020', (match) => full(match, tooManyOpen)),
  { ...full('170344', tooManyOpen), text: /number of orders/i },
  definite('110017', 'ORDER_REJECTED', notReducing),
  ...each(
    '110011 110021 110022 110023 110032 110040 110042 110063 110085 110086 110090 110095 110096 110097 110098 110099',
    as(definite, 'ORDER_REJECTED', refused),
  ),
  ...each('170210 170217 170218 170197 170198 170206 170241 170312 170344', as(definite, 'ORDER_REJECTED', refused)),
  ...each('110001 110008 110010 170213 170139 170142 170143 170190', as(gone, 'NOT_FOUND', isOver)),
  ...each('110079 170191 170212 170035', as(canceling, 'ORDER_REJECTED', underWay)),
  ...each('110072 170141 10014', as(idTaken, 'ORDER_REJECTED', taken)),
  ...each('110043 110025 110026 34040', as(kindOf('alreadySo'), 'INVALID_REQUEST', stands)),
  about('leverage', definite('110013', 'INVALID_ORDER', notSettable)),
  ...each('110024 110028 110029 110036 110038 110073 3400045', as(definite, 'INVALID_REQUEST', notSettable)),
  ambiguous('', 'EXCHANGE_UNAVAILABLE', noWord),
];

/**
 * Bybit's return codes (docs/v5 error). A code that is not listed, and a listed code whose documentation leaves the execution open, is an
 * unknown outcome. A key without a nonce: no refusal here says that an earlier copy of the request was not executed.
 */
export const bybitRules: readonly RefusalRule[] = rules.map((rule) =>
  rule.match === '' ? rule : { ...rule, isWhole: true },
);
