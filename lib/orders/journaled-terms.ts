import { Decimal, type DecimalString } from '../decimal.ts';
import type { ExchangeOrder, OrderRequest } from '../exchanges/model/order.ts';
import { asPlaced } from './fired-order.ts';
import type { OrderRecord } from './order.ts';
import { isTriggered, termsOf } from './order-terms.ts';

/**
 * The exchange's description of a journaled order from a look that began at `at` (epoch ms), completed from the journal: every answer shows
 * the order so. Exchanges tell less of a waiting order than the request did: Kraken Futures lists a trailing stop as a stop, and leaves out
 * sizes. One source of an exchange tells less than another: the list of open orders of Kraken Futures has no prices of execution. The order was
 * shown with the time of sending before any description, so that time stays.
 */
export function withJournaledTerms(
  told: ExchangeOrder,
  record: Pick<OrderRecord, 'request' | 'described' | 'sentAt' | 'store' | 'exchangeOrderId'>,
  at: number,
): ExchangeOrder {
  const { request, described: earlier, sentAt } = record;
  const order = asPlaced(told, record);
  // A stop that an amendment gave a limit price, and a stop that has fired, have another type than the request.
  const named = { ...order, type: request.type, createdAt: sentAt, ...firingOf(order, request, earlier) };
  if (earlier?.exchangeOrderId !== order.exchangeOrderId) return named;
  const known = withKnownFacts(withKnownQuantity(named, earlier), earlier);
  const isSame = isSameContent(request, known, earlier);
  const updatedAt = isSame ? (earlier.updatedAt ?? known.updatedAt) : updatedAtAfter(known, earlier, at);
  return updatedAt === undefined ? known : { ...known, updatedAt };
}

/**
 * An order that was sent with a trigger and is told as a limit or market order came of the trigger. A trigger that has fired stays fired: other
 * answers tell the order alone.
 */
function firingOf(
  { type, hasFired, exchangeOrderId }: ExchangeOrder,
  request: OrderRequest,
  earlier: ExchangeOrder | null,
): Pick<ExchangeOrder, 'hasFired'> {
  if (!isTriggered(request.type)) return {};
  const firedEarlier = earlier?.exchangeOrderId === exchangeOrderId && earlier.hasFired === true;
  return hasFired || firedEarlier || type === 'limit' || type === 'market' ? { hasFired: true } : {};
}

/** Facts that the later description does not tell, and that no change has made untrue, stay known. */
function withKnownFacts(order: ExchangeOrder, earlier: ExchangeOrder): ExchangeOrder {
  const { filledQuantity } = order;
  const isSameFill = filledQuantity !== null && isSameNumber(filledQuantity, earlier.filledQuantity);
  const execution: Partial<ExchangeOrder> = isSameFill ? earlier : {};
  return {
    ...kept(earlier, ['trailingPercent', 'trailingAmount', 'triggerPriceType', 'firedAs']),
    ...kept(execution, ['fees']),
    ...order,
    side: order.side ?? earlier.side,
    price: order.price ?? earlier.price,
    stopPrice: order.stopPrice ?? earlier.stopPrice,
    averagePrice: order.averagePrice ?? execution.averagePrice ?? null,
    timeInForce: order.timeInForce ?? earlier.timeInForce,
    postOnly: order.postOnly ?? earlier.postOnly,
    reduceOnly: order.reduceOnly ?? earlier.reduceOnly,
    createdAt: earlier.createdAt ?? order.createdAt,
  };
}

function kept<K extends keyof ExchangeOrder>(from: Pick<Partial<ExchangeOrder>, K>, names: readonly K[]) {
  const told = names.filter((name) => from[name] !== undefined);
  return Object.fromEntries(told.map((name) => [name, from[name]])) as Pick<Partial<ExchangeOrder>, K>;
}

/** The time of a change. A change without a stamp came at `at` at the latest. */
function updatedAtAfter(order: ExchangeOrder, earlier: ExchangeOrder, at: number): number {
  return Math.max(order.updatedAt ?? at, earlier.updatedAt ?? 0);
}

/**
 * The same order to clients. Sources of one exchange stamp a change with times that differ by moments: the first stamp stands until something
 * changes. One source also tells the price that protects a market order, which is no term of the order.
 */
function isSameContent(request: OrderRequest, one: ExchangeOrder, other: ExchangeOrder): boolean {
  const [is, was] = [termsOf(request, one), termsOf(request, other)];
  const isSameTerm = (name: 'quantity' | 'price' | 'stopPrice') => isSameNumber(is[name], was[name]);
  const areSameTerms = (['quantity', 'price', 'stopPrice'] as const).every(isSameTerm);
  return areSameTerms && one.status === other.status && isSameNumber(one.filledQuantity, other.filledQuantity);
}

function isSameNumber(one: DecimalString | null, other: DecimalString | null): boolean {
  return one === null || other === null ? one === other : new Decimal(one).eq(other);
}

/**
 * A description with the quantity of an earlier description of the same order, where the later description tells none. An earlier quantity
 * that is less than what was filled is older than an amendment, and does not count.
 */
export function withKnownQuantity(order: ExchangeOrder, earlier: ExchangeOrder | null): ExchangeOrder {
  const { filledQuantity: filled, remainingQuantity } = order;
  if (order.quantity !== null || earlier?.exchangeOrderId !== order.exchangeOrderId) return order;
  if (earlier.quantity === null || new Decimal(filled ?? 0).gt(earlier.quantity)) return order;
  const left = filled === null ? null : new Decimal(earlier.quantity).minus(filled).toFixed();
  return { ...order, quantity: earlier.quantity, remainingQuantity: remainingQuantity ?? left };
}
