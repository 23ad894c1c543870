import { Decimal } from '../decimal.ts';
import type { ExchangeOrder } from '../exchanges/model/order.ts';
import type { OrderRecord } from './order.ts';

/**
 * Completes the exchange's description of a journaled order from the journal. Exchanges tell less of a waiting order than the request did: Kraken Futures lists a trailing stop as a stop, and leaves out sizes. One source of an exchange tells less than another: the list of open
 * orders of Kraken Futures has no prices of execution.
 */
export function withJournaledTerms(order: ExchangeOrder, { request, described }: OrderRecord): ExchangeOrder {
  const known = withKnownFacts(withKnownQuantity(order, described), described);
  // A stop that an amendment gave a limit price, and a stop that has fired, have another type than the request.
  return order.type === null || request.type === 'trailing_stop' ? { ...known, type: request.type } : known;
}

/** What an amendment cannot change stays known. The average price is known as long as nothing more was filled. */
function withKnownFacts(order: ExchangeOrder, earlier: ExchangeOrder | null): ExchangeOrder {
  if (earlier?.exchangeOrderId !== order.exchangeOrderId) return order;
  const isSameFill = order.filledQuantity !== null && earlier.filledQuantity === order.filledQuantity;
  return {
    ...order,
    averagePrice: order.averagePrice ?? (isSameFill ? earlier.averagePrice : null),
    timeInForce: order.timeInForce ?? earlier.timeInForce,
    postOnly: order.postOnly ?? earlier.postOnly,
    reduceOnly: order.reduceOnly ?? earlier.reduceOnly,
    createdAt: order.createdAt ?? earlier.createdAt,
  };
}

/** The journal knows nothing more of a limit or market order whose quantity the exchange tells. */
export function needsJournaledTerms({ type, quantity }: ExchangeOrder): boolean {
  return quantity === null || (type !== 'market' && type !== 'limit');
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
