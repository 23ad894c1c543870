import type { Decimal } from 'decimal.js';
import type { Market } from '../../engine/market.ts';
import type { Offset, Side, Trigger } from '../../engine/order.ts';
import { quoteValue } from '../../engine/position-value.ts';
import type { Params } from './refusal.ts';
import { decimal, flag, oneOf, Refusal, required, text } from './refusal.ts';

export const orderTypes = ['lmt', 'post', 'ioc', 'mkt', 'stp', 'take_profit', 'trailing_stop', 'fok'] as const;
export type OrderType = (typeof orderTypes)[number];

/** `sendorder` as the customer asked for it; names and meanings: docs.kraken.com, send-order. */
export interface OrderRequest {
  readonly orderType: OrderType;
  /** Null for orders without a trigger. */
  readonly kind: Trigger['kind'] | null;
  readonly side: Side;
  readonly size: Decimal;
  readonly limitPrice: Decimal | null;
  readonly stopPrice: Decimal | null;
  readonly cliOrdId: string | null;
  readonly signal: Trigger['signal'];
  readonly reduceOnly: boolean;
  readonly trailing: Offset | null;
  readonly offset: Offset | null;
}

const kinds: Partial<Record<OrderType, Trigger['kind']>> = {
  stp: 'stop',
  take_profit: 'target',
  trailing_stop: 'trailing',
};

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
    kind: kinds[orderType] ?? null,
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
function readTrailingOrder(params: Params): Offset {
  const set = ['limitPrice', 'stopPrice'].find((name) => text(params, name) !== null);
  if (set) throw new Refusal(`invalidArgument: ${set}`);
  return readTrailing(params);
}

export function readTrailing(params: Params): Offset {
  const deviation = decimal(params, 'trailingStopMaxDeviation') ?? missing();
  const unit = oneOf(params, 'trailingStopDeviationUnit', units) ?? missing();
  const outOfRange = unit === 'PERCENT' ? deviation.lt('0.1') || deviation.gt(50) : deviation.lte(0);
  if (outOfRange) throw new Refusal('invalidArgument: trailingStopMaxDeviation');
  return offsetOf(deviation, unit);
}

function readOffset(params: Params): Offset | null {
  const value = decimal(params, 'limitPriceOffsetValue');
  const unit = oneOf(params, 'limitPriceOffsetUnit', units);
  if ((value === null) !== (unit === null)) throw new Refusal('invalidArgument: limitPriceOffsetUnit');
  return value && unit ? offsetOf(value, unit) : null;
}

function offsetOf(value: Decimal, unit: (typeof units)[number]): Offset {
  return unit === 'PERCENT' ? { amount: value.div(100), isFraction: true } : { amount: value, isFraction: false };
}

const maxNotionalUsd = 20_000_000;
const minNotionalUsd = 0.01;

/** Limits of support.kraken.com, derivatives error messages: INVALID_QUANTITY and SMALL_ORDER_LIMIT_EXCEEDED. */
export function sizeFault(market: Market, size: Decimal, mark: Decimal): 'invalidSize' | 'tooManySmallOrders' | null {
  if (size.lte(0) || !size.mod(market.terms.quantityStep).isZero()) return 'invalidSize';
  const usd = quoteValue(market, size, mark);
  if (usd.gt(maxNotionalUsd)) return 'invalidSize';
  return usd.lt(minNotionalUsd) ? 'tooManySmallOrders' : null;
}

export function isOnTick({ terms }: Market, price: Decimal | null): boolean {
  return price === null || (price.gt(0) && price.mod(terms.tickSize).isZero());
}
