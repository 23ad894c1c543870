import { OemsError } from '../../errors.ts';
import { traitsOf } from '../../exchanges/definition.ts';
import type { OrderRef, OrderStatus } from '../../exchanges/model/order.ts';
import type { CancelOutcome } from '../../exchanges/model/outcome.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { type Order, undescribedOrder } from '../order.ts';
import { readOrderRecord } from '../order-store.ts';
import { type OrderQuery, readOrder } from '../read/read-order.ts';

/** The order after a request to cancel the order. */
export interface Cancellation {
  readonly order: Order;
  /** `pending`: the exchange has accepted the request and will cancel the order; until then the order may fill. */
  readonly outcome: CancelOutcome;
}

/** Cancels one order. A retry is safe: the exchange cancels an order once, and a gone order is looked up and reported. */
export async function cancelOrder(wanted: OrderQuery): Promise<Cancellation> {
  const { session, target } = await openFor(wanted);
  const outcome = await session.orders.cancel(target);
  const order = outcome === 'gone' ? await readOrder(wanted) : await readAfter(session, wanted, target, outcome);
  const isEnd = outcome !== 'canceled' || keptStatuses.includes(order.status);
  return { order: isEnd ? order : { ...order, status: 'canceled' }, outcome };
}

/** Statuses that an acknowledged cancellation does not end. An invisible order may be held, and be released and fill: the order stays unknown. */
const keptStatuses: readonly OrderStatus[] = ['filled', 'unknown'];

/** The exchange had the order a moment ago: an unreadable or very old order is no answer to the cancellation. */
async function readAfter(
  { market }: Session,
  wanted: OrderQuery,
  { store }: OrderRef,
  outcome: CancelOutcome,
): Promise<Order> {
  try {
    return await readOrder(wanted, 'all');
  } catch (error) {
    if (!(error instanceof OemsError) || error.code !== 'NOT_FOUND') throw error;
    const order = undescribedOrder(market.ccxtId, wanted.ref, wanted);
    const isCertain = outcome === 'canceled' && !traitsOf(market, store).delaysVisibility;
    return isCertain ? { ...order, status: 'canceled' } : order;
  }
}

/** The journal knows the order's market, and the order's id at the exchange, better than the caller. */
async function openFor(wanted: OrderQuery): Promise<{ session: Session; target: OrderRef }> {
  const record = wanted.clientOrderId === undefined ? null : await readOrderRecord(wanted.ref, wanted.clientOrderId);
  const session = await openSession(wanted.ref, record?.marketType ?? wanted.marketType, { symbol: wanted.symbol });
  const symbol = record?.request.symbol ?? wanted.symbol ?? null;
  const store = record?.store ?? 'regular';
  if (record?.exchangeOrderId) return { session, target: { symbol, store, exchangeOrderId: record.exchangeOrderId } };
  const { exchangeOrderId, clientOrderId } = wanted;
  return { session, target: { symbol, store, exchangeOrderId, clientOrderId } };
}
