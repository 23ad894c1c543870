import type { Decimal } from 'decimal.js';
import { isInverse } from './exchange.ts';
import type { Instrument } from './instruments.ts';
import type { Side, Trigger } from './order.ts';
import type { Params } from './refusal.ts';
import { decimal, flag, oneOf, Refusal, required, text } from './refusal.ts';

export const orderTypes = ['lmt', 'post', 'ioc', 'mkt', 'stp', 'take_profit', 'trailing_stop', 'fok'] as const;
export type OrderType = (typeof orderTypes)[number];

/** `sendorder` as it was asked for; names and meanings: docs.kraken.com, send-order. */
export interface OrderRequest {
  orderType: OrderType;
  side: Side;
  size: Decimal;
  limitPrice: Decimal | null;
  stopPrice: Decimal | null;
  cliOrdId: string | null;
  signal: Trigger['signal'];
  reduceOnly: boolean;
  trailing: Trigger['trailing'];
  offset: Trigger['offset'];
}

/** Answers the request, or the status that refuses it. Throws Refusal for what is not an order request at all. */
export function readOrder(params: Params): OrderRequest | 'invalidOrderType' | 'invalidSide' {
  const [type, side] = [required(params, 'orderType'), required(params, 'side')];
  required(params, 'symbol');
  required(params, 'size');
  const orderType = orderTypes.find((known) => known === type);
  if (!orderType) return 'invalidOrderType';
  if (side !== 'buy' && side !== 'sell') return 'invalidSide';
  return {
    orderType,
    side,
    size: decimal(params, 'size') ?? missing(),
    limitPrice: needs(params, 'limitPrice', ['lmt', 'post', 'ioc', 'fok'].includes(orderType)),
    stopPrice: needs(params, 'stopPrice', orderType === 'stp' || orderType === 'take_profit'),
    cliOrdId: text(params, 'cliOrdId'),
    signal: readSignal(params),
    reduceOnly: flag(params, 'reduceOnly'),
    trailing: orderType === 'trailing_stop' ? readTrailingOrder(params) : null,
    offset: readOffset(params),
  };
}

/** `spot` is what v3 answers call the index. */
function readSignal(params: Params): Trigger['signal'] {
  const signal = oneOf(params, 'triggerSignal', ['mark', 'index', 'last', 'spot']) ?? 'mark';
  return signal === 'spot' ? 'index' : signal;
}

function missing(): never {
  throw new Refusal('requiredArgumentMissing');
}

function needs(params: Params, name: string, must: boolean): Decimal | null {
  const value = decimal(params, name);
  return must && value === null ? missing() : value;
}

const units = ['PERCENT', 'QUOTE_CURRENCY'] as const;

/** Of a trailing stop itself; its trigger and limit prices are Kraken's to set ("leave undefined"). */
function readTrailingOrder(params: Params): NonNullable<Trigger['trailing']> {
  const set = ['limitPrice', 'stopPrice'].find((name) => text(params, name) !== null);
  if (set) throw new Refusal(`invalidArgument: ${set}`);
  return readTrailing(params);
}

export function readTrailing(params: Params): NonNullable<Trigger['trailing']> {
  const deviation = decimal(params, 'trailingStopMaxDeviation') ?? missing();
  const unit = oneOf(params, 'trailingStopDeviationUnit', units) ?? missing();
  const outOfRange = unit === 'PERCENT' ? deviation.lt('0.1') || deviation.gt(50) : deviation.lte(0);
  if (outOfRange) throw new Refusal('invalidArgument: trailingStopMaxDeviation');
  return { deviation, unit };
}

function readOffset(params: Params): Trigger['offset'] {
  const value = decimal(params, 'limitPriceOffsetValue');
  const unit = oneOf(params, 'limitPriceOffsetUnit', units);
  if ((value === null) !== (unit === null)) throw new Refusal('invalidArgument: limitPriceOffsetUnit');
  return value && unit ? { value, unit } : null;
}

const maxNotionalUsd = 20_000_000;
const minNotionalUsd = 0.01;

/** Limits of support.kraken.com, derivatives error messages: INVALID_QUANTITY and SMALL_ORDER_LIMIT_EXCEEDED. */
export function sizeFault(
  instrument: Instrument,
  size: Decimal,
  mark: Decimal,
): 'invalidSize' | 'tooManySmallOrders' | null {
  if (size.lte(0) || !size.mod(instrument.sizeStep).isZero()) return 'invalidSize';
  const usd = isInverse(instrument) ? size : size.mul(mark);
  if (usd.gt(maxNotionalUsd)) return 'invalidSize';
  return usd.lt(minNotionalUsd) ? 'tooManySmallOrders' : null;
}

export function onTick(instrument: Instrument, price: Decimal | null) {
  return price === null || (price.gt(0) && price.mod(instrument.tickSize).isZero());
}
