import { Decimal, type DecimalString } from '../../decimal.ts';
import type { ExchangeOrder, OrderFee, OrderStatus, OrderType, Side } from '../model/order.ts';
import {
  epochMs,
  isRecord,
  type Json,
  notNegative,
  optionalText,
  positive,
  readableDecimal,
  requiredText,
} from '../wire/readers.ts';
import { triggerPriceTypeOf } from './order-parameters.ts';
import type { PartWire } from './part.ts';

type Describing = Pick<PartWire, 'part' | 'market'>;

/** Where a row was read. An order on its way from stop to book is shown as `Triggered`, which is no state to stay in. */
export type ListName = 'current' | 'history';

/** A row of order/realtime or order/history. */
export function orderFrom({ part, market: { title } }: Describing, row: Json, place: ListName): ExchangeOrder {
  const filled = notNegative(row.cumExecQty);
  const stopPrice = positive(row.triggerPrice);
  const status = statusOf(row.orderStatus, filled, place);
  const quantity = quantityOf(row, part.category === 'spot');
  const isMarket = row.orderType === 'Market';
  return {
    exchangeOrderId: requiredText(title, row, 'orderId'),
    clientOrderId: optionalText(row.orderLinkId),
    symbol: requiredText(title, row, 'symbol'),
    store: part.category === 'spot' && isStop(row) ? 'trigger' : 'regular',
    side: sideOf(row.side),
    type: typeOf(row),
    status,
    ...sizes(quantity, filled),
    averagePrice: positive(row.avgPrice),
    price: isMarket ? null : positive(row.price),
    stopPrice,
    timeInForce: timesInForce[String(row.timeInForce)] ?? null,
    postOnly: isKnownTime(row.timeInForce) ? row.timeInForce === 'PostOnly' : null,
    reduceOnly: typeof row.reduceOnly === 'boolean' ? row.reduceOnly : null,
    createdAt: epochMs(row.createdTime),
    ...triggerOf(row, stopPrice, filled),
    ...feesOf(row.cumFeeDetail, filled),
    ...changedAt(row.updatedTime),
    ...(isInQuote(row, part.category === 'spot') ? { isInQuote: true as const } : {}),
  };
}

/** docs/v5 enum, stopOrderType: empty or `UNKNOWN` of an order of the book. */
function isStop({ triggerPrice, stopOrderType }: Json): boolean {
  const word = optionalText(stopOrderType);
  return positive(triggerPrice) !== null || (word !== null && word !== 'UNKNOWN');
}

/** docs/v5 enum, orderStatus. */
const statuses: Readonly<Record<string, OrderStatus>> = {
  New: 'open',
  PartiallyFilled: 'partially_filled',
  Untriggered: 'open',
  Triggered: 'open',
  Rejected: 'rejected',
  Filled: 'filled',
  Cancelled: 'canceled',
  PartiallyFilledCanceled: 'canceled',
  Deactivated: 'canceled',
};

/** A rejection with a fill is an end with a part of it done, and not "nothing was done". */
function statusOf(word: unknown, filled: DecimalString | null, place: ListName): OrderStatus {
  if (word === 'Triggered' && place === 'history') return 'unknown';
  const status = statuses[String(word)] ?? 'unknown';
  const isCut = status === 'rejected' && filled !== null && new Decimal(filled).gt(0);
  return isCut ? 'canceled' : status;
}

export function sideOf(word: unknown): Side | null {
  if (word === 'Buy') return 'buy';
  return word === 'Sell' ? 'sell' : null;
}

/** The type of a stop follows from side and direction. Spot tells no direction, so the type of a stop is not known there. */
function typeOf({ orderType, side, triggerPrice, triggerDirection }: Json): OrderType | null {
  const isLimit = orderType === 'Limit';
  if (!isLimit && orderType !== 'Market') return null;
  if (positive(triggerPrice) === null) return isLimit ? 'limit' : 'market';
  const rises = directions[String(triggerDirection)];
  const own = sideOf(side);
  if (rises === undefined || own === null) return null;
  const kind = rises === (own === 'buy') ? 'stop_loss' : 'take_profit';
  return isLimit ? `${kind}_limit` : kind;
}

const directions: Readonly<Record<string, boolean>> = { 1: true, 2: false };

/** An order at the market of another program may count the quote asset; where nothing tells the unit, the quantity is not known. */
function quantityOf(row: Json, isSpot: boolean): DecimalString | null {
  const isBuyAtMarket = isSpot && row.orderType === 'Market' && row.side === 'Buy';
  if (isInQuote(row, isSpot) || (isBuyAtMarket && row.marketUnit !== 'baseCoin')) return null;
  return positive(row.qty);
}

function isInQuote({ marketUnit }: Json, isSpot: boolean): boolean {
  return isSpot && marketUnit === 'quoteCoin';
}

/** `leavesQty` is 0 once an order has ended, so the remainder is computed. */
function sizes(quantity: DecimalString | null, filledQuantity: DecimalString | null) {
  const isKnown = quantity !== null && filledQuantity !== null;
  const remainingQuantity = isKnown ? Decimal.max(new Decimal(quantity).minus(filledQuantity), 0).toFixed() : null;
  return { quantity, filledQuantity, remainingQuantity };
}

const timesInForce: Readonly<Record<string, string>> = { GTC: 'GTC', IOC: 'IOC', FOK: 'FOK', PostOnly: 'GTC' };

function isKnownTime(word: unknown): boolean {
  return Object.hasOwn(timesInForce, String(word));
}

/** The statuses of a fired stop. */
const firedStatuses: readonly unknown[] = ['New', 'PartiallyFilled', 'Filled', 'Triggered', 'PartiallyFilledCanceled'];

function triggerOf({ triggerBy, orderStatus }: Json, stopPrice: DecimalString | null, filled: DecimalString | null) {
  if (stopPrice === null) return {};
  const priceType = triggerPriceTypeOf(triggerBy);
  const hasFired = firedStatuses.includes(orderStatus) || (filled !== null && new Decimal(filled).gt(0));
  return {
    ...(priceType === null ? {} : { triggerPriceType: priceType }),
    ...(hasFired ? { hasFired: true as const } : {}),
  };
}

/** Charges by coin. A fill without a charge in the answer is no fill without a charge. */
function feesOf(told: unknown, filled: DecimalString | null): { readonly fees?: OrderFee[] } {
  if (!isRecord(told)) return {};
  const fees = Object.entries(told).map(([asset, amount]) => ({ asset, amount: readableDecimal(amount) }));
  const isReadable = fees.every((fee): fee is OrderFee => fee.amount !== null);
  const isTold = fees.length > 0 || (filled !== null && new Decimal(filled).isZero());
  return isReadable && isTold ? { fees: fees as OrderFee[] } : {};
}

function changedAt(told: unknown): { readonly updatedAt?: number } {
  const updatedAt = epochMs(told);
  return updatedAt === null ? {} : { updatedAt };
}
