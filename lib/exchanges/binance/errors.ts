import type { ErrorCode } from '../../errors.ts';
import { whereListed } from '../rules/symbols.ts';
import {
  about,
  ambiguous,
  closed,
  definite,
  expired,
  full,
  gone,
  idTaken,
  nonce,
  type RefusalRule,
} from '../wire/refusals.ts';
import { amendRefusals } from './amend-refusals.ts';
import { hostRefusals, inTrouble, on } from './host-refusals.ts';
import { settingRefusals } from './setting-refusals.ts';

const wrongKey =
  'Binance does not accept the key for this request ({code}): a deleted key, a wrong secret, an address that is not on the allow-list of the key and a missing permission look the same. ' +
  'Check the key at binance.com > API Management, or set apiKey and secret with PUT /delegation/exchange-account/credentials';
const unreadable = 'Binance cannot read the request ({code}); nothing was executed';
const notAccepted = 'Binance does not accept the order ({code})';
const tooLate =
  'The request reached Binance after its window had passed ({code}); nothing was executed. Repeat the call; check the clock of the host if the answer stays';
const clockOff =
  'The timestamp of the request is ahead of the clock of Binance ({code}): the clock of the host is off; nothing was executed';
const noFunds = 'The wallet does not hold enough for this ({code})';
const notTraded = `Binance does not trade this symbol ({code}); ${whereListed}`;

const noOpenOrder = 'Binance has no such open order ({code})';

/** Rules of the same kind for several codes. */
function each(codes: readonly string[], rule: (code: string) => RefusalRule): RefusalRule[] {
  return codes.map(rule);
}

function refused(codes: readonly string[], code: ErrorCode, message: string): RefusalRule[] {
  return each(codes, (match) => definite(match, code, message));
}

function fullOf(kind: 'open' | 'conditional'): string {
  return `The account holds as many ${kind} orders as Binance allows ({code}); nothing was placed. Cancel one, or wait until one ends, and repeat`;
}

const noPrice = 'Binance does not accept this price ({code})';
const noQuantity = 'Binance does not accept this quantity ({code})';
/** The filter has no minimum on spot. */
const tooLargeNow =
  'The quantity is above the most that Binance takes in one market order of the symbol at present ({code}); send several orders, or a limit order';
const aboveMost = 'Binance does not accept this quantity ({code}), which is above the maximum';

/** Codes of USD-M about one number of an order (USD-M: Error Codes, 40xx). */
const prices = ['-4001', '-4002', '-4013', '-4014', '-4016', '-4024'];
const stopPrices = ['-4006', '-4007'];
const quantities = ['-4003', '-4004', '-4023', '-4164'];

/** `-4001` to `-4024` of USD-M, each about one number of an order. */
const numbersOfOrders = Array.from({ length: 24 }, (_none, index) => `-${4001 + index}`).filter(
  (code) => code !== '-4015',
);

/**
 * Codes of Binance (spot: errors; USD-M: error-code), told by `verifyAnswer` as they stand. A code with more digits than four begins with
 * `code`, so no rule takes the code for a shorter code.
 */
export const binanceRules: readonly RefusalRule[] = [
  ...hostRefusals,
  // The text tells on which side of the window a timestamp lies: a window that has passed is the deadline of an order.
  { ...expired('-1021', 'NONCE_REJECTED', tooLate), text: /outside of the recvWindow/ },
  nonce('-1021', 'NONCE_REJECTED', clockOff),
  ...on('usdm', [
    expired('-5028', 'ORDER_REJECTED', 'The order reached the engine after its deadline and was not placed ({code})'),
  ]),
  ...refused(['-1002', '-1022', '-2014', '-2015', '-2017'], 'KEY_REFUSED', wrongKey),
  ...refused(['-1011', '-4109'], 'PERMISSION_DENIED', wrongKey),
  {
    ...idTaken('-2010', 'ORDER_REJECTED', 'An order with this client_order_id is open at Binance ({code})'),
    text: /Duplicate order sent/,
  },
  ...on('usdm', [idTaken('-4116', 'ORDER_REJECTED', 'An order with this client_order_id is open at Binance ({code})')]),
  { ...definite('-2010', 'INSUFFICIENT_FUNDS', noFunds), text: /insufficient balance/ },
  {
    ...definite(
      '-2010',
      'ORDER_REJECTED',
      'The post-only order would have executed at once ({code}); move its price away from the market',
    ),
    text: /immediately match and take/,
  },
  {
    ...definite('-2010', 'ORDER_REJECTED', 'The trigger price is reached already ({code}); nothing was placed'),
    text: /trigger immediately/,
  },
  { ...closed('-2010', 'This market is closed at this time ({code}); nothing was placed'), text: /Market is closed/ },
  definite('-2010', 'ORDER_REJECTED', 'Binance rejected the order ({code})'),
  ...refused(['-2018', '-2019', '-4050', '-4051'], 'INSUFFICIENT_FUNDS', noFunds),
  { ...full('-1013', fullOf('conditional')), text: /MAX_NUM_ALGO_ORDERS/ },
  { ...full('-1013', fullOf('open')), text: /MAX_NUM_ORDERS|MAX_NUM_ICEBERG_ORDERS/ },
  ...on('usdm', [full('-4045', fullOf('conditional')), full('-2025', fullOf('open'))]),
  {
    ...about('price', definite('-1013', 'INVALID_ORDER', noPrice)),
    text: /PRICE_FILTER|PERCENT_PRICE/,
  },
  {
    ...about('trailing_percent', definite('-1013', 'INVALID_ORDER', 'Binance does not accept this distance ({code})')),
    text: /TRAILING_DELTA/,
  },
  { ...about('quantity', definite('-1013', 'INVALID_ORDER', tooLargeNow)), text: /MARKET_LOT_SIZE/ },
  {
    ...about('quantity', definite('-1013', 'INVALID_ORDER', noQuantity)),
    text: /LOT_SIZE|NOTIONAL/,
  },
  definite('-1013', 'INVALID_ORDER', notAccepted),
  ...refused(['-1111', '-4183', '-4184', '-4210', '-4211'], 'INVALID_ORDER', notAccepted),
  ...on('usdm', [
    ...each(prices, (match) => about('price', definite(match, 'INVALID_ORDER', noPrice))),
    ...each(stopPrices, (match) => about('stop_price', definite(match, 'INVALID_ORDER', noPrice))),
    about('quantity', definite('-4005', 'INVALID_ORDER', aboveMost)),
    ...each(quantities, (match) => about('quantity', definite(match, 'INVALID_ORDER', noQuantity))),
  ]),
  ...on('usdm', [
    // In no list of codes; recorded by users from 2020 to 2026 with "Invalid callBack rate."
    about('trailing_percent', definite('-2007', 'INVALID_ORDER', 'Binance does not accept this distance ({code})')),
  ]),
  ...on('usdm', refused(numbersOfOrders, 'INVALID_ORDER', notAccepted)),
  ...refused(['-4015'], 'INVALID_ORDER', 'Binance does not accept this client_order_id ({code})'),
  ...refused(['-1121', '-4144'], 'INVALID_SYMBOL', notTraded),
  ...refused(['-1020', '-1100', '-1101', '-1102', '-1103', '-1104', '-1105', '-1106'], 'INVALID_REQUEST', unreadable),
  ...refused(['-1114', '-1115', '-1116', '-1117', '-1127', '-1128', '-1130', '-4165'], 'INVALID_REQUEST', unreadable),
  ...on('usdm', [
    definite(
      '-2022',
      'ORDER_REJECTED',
      'The reduce-only order would not reduce a position ({code}): there is none on this symbol, the side is wrong, or other orders close it. Read GET /oems/execution/positions',
    ),
    definite(
      '-5022',
      'ORDER_REJECTED',
      'The post-only order would have executed at once ({code}); move its price away from the market',
    ),
    definite('-5021', 'ORDER_REJECTED', 'The order could not be filled whole at once ({code}); it was not placed'),
    definite('-4131', 'ORDER_REJECTED', 'The best price is too far from the mark price ({code}); nothing was placed'),
    definite('-2021', 'ORDER_REJECTED', 'The trigger price is reached already ({code}); nothing was placed'),
    ...refused(
      [
        ...['-2020', '-2023', '-2024', '-2026', '-2027', '-2028', '-2038', '-4087', '-4088', '-4118'],
        ...['-4140', '-4141', '-4192', '-4400', '-4401', '-4402', '-5024', '-5025', '-5026', '-5027', '-5041'],
      ],
      'ORDER_REJECTED',
      'Binance rejected the order ({code})',
    ),
  ]),
  ...amendRefusals(noOpenOrder),
  // The text tells the cause, as beside -2010 (spot: errors): behind a closed market or a disabled account the order is open all the same.
  { ...gone('-2011', 'NOT_FOUND', noOpenOrder), text: /unknown order/i },
  ...on('spot', [definite('-2011', 'ORDER_REJECTED', 'Binance did not cancel the order ({code}), which may be open')]),
  ...on('usdm', [gone('-2011', 'NOT_FOUND', noOpenOrder)]),
  gone('-2013', 'NOT_FOUND', 'Binance does not show this order ({code})'),
  ...on('spot', [
    ambiguous('-1008', 'EXCHANGE_UNAVAILABLE', inTrouble),
    // Of a transfer (Wallet: error code, 5xxx). -5010 "Asset transfer fail" and -5012 "Asset transfer is in pending" leave the end open.
    ...refused(['-5002', '-5003'], 'INSUFFICIENT_FUNDS', noFunds),
    about('amount', definite('-5007', 'INVALID_REQUEST', 'Binance does not accept this amount ({code})')),
    definite('-5011', 'INVALID_REQUEST', 'The account has no futures wallet ({code}): open it at Binance first'),
    ambiguous('-5012', 'EXCHANGE_UNAVAILABLE', 'Binance says that the transfer is pending ({code})'),
    // No page has the code; CCXT and users have recorded this text, and nothing is known of another.
    { ...definite('-5013', 'INSUFFICIENT_FUNDS', noFunds), text: /Asset transfer failed: insufficient balance/ },
    gone('-2026', 'NOT_FOUND', 'Binance has archived this order ({code})'),
    gone('-2039', 'NOT_FOUND', 'Binance has no order with both of these ids ({code})'),
  ]),
  ...on('usdm', [
    ...refused(
      ['-4061', '-4062'],
      'NOT_SUPPORTED',
      'The account is in hedge mode ({code}), which this service does not trade; set the position mode to one-way at Binance',
    ),
    definite('-4120', 'NOT_SUPPORTED', 'Binance takes no such order at this endpoint ({code}); nothing was placed'),
    ...settingRefusals,
  ]),
  ...each(['-1000', '-1001', '-1006', '-1007', '-1016', 'code 239999'], (match) =>
    ambiguous(match, 'EXCHANGE_UNAVAILABLE', inTrouble),
  ),
  ambiguous('', 'EXCHANGE_UNAVAILABLE', 'Binance answered with a code that this service does not know ({code})'),
];
