import { OemsError } from '../../errors.ts';
import type { CancelOutcome, OrderRef, OrderStatus } from '../../exchanges/exchange.ts';
import { type OpenExchange, openExchange } from '../../session/open-session.ts';
import type { Order } from '../order.ts';
import { readOrderRecord } from '../order-store.ts';
import { type OrderLookUp, readOrder, undescribedOrder } from '../read/read-order.ts';

/** The order after the wish to cancel it. */
export interface Cancellation {
  readonly order: Order;
  /** `pending`: the exchange has taken the wish and will carry it out; until then the order may fill. */
  readonly outcome: CancelOutcome;
}

/** Cancels one order. Repeating is safe: the exchange cancels an order once, and a gone order is looked up and told. */
export async function cancelOrder(wanted: OrderLookUp): Promise<Cancellation> {
  const { opened, target } = await openFor(wanted);
  const outcome = await opened.exchange.cancelOrder(target);
  const order = outcome === 'gone' ? await readOrder(wanted) : await readAfter(opened, wanted, outcome);
  const isEnd = outcome !== 'canceled' || keptStatuses.includes(order.status);
  return { order: isEnd ? order : { ...order, status: 'canceled' }, outcome };
}

/** What an acknowledged cancellation does not end. An order that is seen nowhere may still be held, and be released and fill: it stays unknown. */
const keptStatuses: readonly OrderStatus[] = ['filled', 'unknown'];

/** The exchange had the order a moment ago: that it cannot be read now, or is older than we look back, is no answer to the wish. */
async function readAfter({ row }: OpenExchange, wanted: OrderLookUp, outcome: CancelOutcome): Promise<Order> {
  try {
    return await readOrder(wanted, 'all');
  } catch (error) {
    if (!(error instanceof OemsError) || error.code !== 'NOT_FOUND') throw error;
    const order = undescribedOrder(row.id, wanted);
    return outcome === 'canceled' && !row.holdsOrders ? { ...order, status: 'canceled' } : order;
  }
}

/** The journal knows an order's wallet and its id at the exchange better than the caller. */
async function openFor(wanted: OrderLookUp): Promise<{ opened: OpenExchange; target: OrderRef }> {
  const record = wanted.clientOrderId === undefined ? null : await readOrderRecord(wanted.ref, wanted.clientOrderId);
  const opened = await openExchange(wanted.ref, record?.product ?? wanted.product, { symbol: wanted.symbol });
  if (record?.exchangeOrderId) return { opened, target: { exchangeOrderId: record.exchangeOrderId } };
  return { opened, target: { exchangeOrderId: wanted.exchangeOrderId, clientOrderId: wanted.clientOrderId } };
}
