import { type OpenExchange, openExchange } from '../accounts/open-exchange.ts';
import type { CancelOutcome, OrderRef } from '../exchanges/exchange.ts';
import type { Order } from './order.ts';
import { readOrderRecord } from './order-store.ts';
import { type OrderLookUp, readOrder } from './read-order.ts';

/** The order after the wish to cancel it. */
export interface Cancellation {
  readonly order: Order;
  /** `pending`: the exchange has taken the wish and will carry it out; until then the order may fill. */
  readonly outcome: CancelOutcome;
}

/** Cancels one order. Repeating is safe: the exchange cancels an order once, and a gone order is looked up and told. */
export const cancelOrder = async (wanted: OrderLookUp): Promise<Cancellation> => {
  const { opened, target } = await openFor(wanted);
  const outcome = await opened.exchange.cancelOrder(target);
  const order = await readOrder(wanted);
  return {
    order: outcome === 'canceled' && order.status !== 'filled' ? { ...order, status: 'canceled' } : order,
    outcome,
  };
};

/** The journal knows an order's wallet and its id at the exchange better than the caller. */
const openFor = async (wanted: OrderLookUp): Promise<{ opened: OpenExchange; target: OrderRef }> => {
  const record = wanted.clientOrderId === undefined ? null : await readOrderRecord(wanted.ref, wanted.clientOrderId);
  const opened = await openExchange(wanted.ref, record?.product ?? wanted.product, { symbol: wanted.symbol });
  if (record?.exchangeOrderId) return { opened, target: { exchangeOrderId: record.exchangeOrderId } };
  return { opened, target: { exchangeOrderId: wanted.exchangeOrderId, clientOrderId: wanted.clientOrderId } };
};
