import { OemsError } from '../../errors.ts';
import type { OrderRef, OrderStatus } from '../../exchanges/model/order.ts';
import type { CancelOutcome } from '../../exchanges/model/outcome.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import type { Order } from '../order.ts';
import { readOrderRecord } from '../order-store.ts';
import { type OrderQuery, readOrder, undescribedOrder } from '../read/read-order.ts';

/** The order after the wish to cancel it. */
export interface Cancellation {
  readonly order: Order;
  /** `pending`: the exchange has taken the wish and will carry it out; until then the order may fill. */
  readonly outcome: CancelOutcome;
}

/** Cancels one order. Repeating is safe: the exchange cancels an order once, and a gone order is looked up and told. */
export async function cancelOrder(wanted: OrderQuery): Promise<Cancellation> {
  const { session, target } = await openFor(wanted);
  const outcome = await session.orders.cancel(target);
  const order = outcome === 'gone' ? await readOrder(wanted) : await readAfter(session, wanted, outcome);
  const isEnd = outcome !== 'canceled' || keptStatuses.includes(order.status);
  return { order: isEnd ? order : { ...order, status: 'canceled' }, outcome };
}

/**
 * What an acknowledged cancellation does not end. An order that is seen nowhere may still be held, and be released and fill: it stays
 * unknown.
 */
const keptStatuses: readonly OrderStatus[] = ['filled', 'unknown'];

/** The exchange had the order a moment ago: that it cannot be read now, or is older than we look back, is no answer to the wish. */
async function readAfter({ market }: Session, wanted: OrderQuery, outcome: CancelOutcome): Promise<Order> {
  try {
    return await readOrder(wanted, 'all');
  } catch (error) {
    if (!(error instanceof OemsError) || error.code !== 'NOT_FOUND') throw error;
    const order = undescribedOrder(market.ccxtId, wanted);
    return outcome === 'canceled' && !market.regular.delaysVisibility ? { ...order, status: 'canceled' } : order;
  }
}

/** The journal knows an order's wallet and its id at the exchange better than the caller. */
async function openFor(wanted: OrderQuery): Promise<{ session: Session; target: OrderRef }> {
  const record = wanted.clientOrderId === undefined ? null : await readOrderRecord(wanted.ref, wanted.clientOrderId);
  const session = await openSession(wanted.ref, record?.marketType ?? wanted.marketType, { symbol: wanted.symbol });
  const symbol = record?.request.symbol ?? wanted.symbol ?? null;
  const store = record?.store ?? 'regular';
  if (record?.exchangeOrderId) return { session, target: { symbol, store, exchangeOrderId: record.exchangeOrderId } };
  const { exchangeOrderId, clientOrderId } = wanted;
  return { session, target: { symbol, store, exchangeOrderId, clientOrderId } };
}
