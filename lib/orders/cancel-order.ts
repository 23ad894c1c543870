import type { AccountRef } from '../accounts/account.ts';
import { type OpenExchange, openExchange } from '../accounts/open-exchange.ts';
import { sharedNow } from '../aws/clock.ts';
import type { OrderChange, OrderRef, Product } from '../exchanges/exchange.ts';
import { type Order, orderFromExchange } from './order.ts';
import { readOrderRecord } from './order-store.ts';
import { type OrderLookUp, readOrder } from './read-order.ts';

/** The order after the wish to cancel it; `canceled` is false when it had already ended or its fate is open. */
export interface Cancellation {
  readonly order: Order;
  readonly canceled: boolean;
}

/** Cancels one order. Repeating is safe: the exchange cancels an order once, and a gone order is looked up and told. */
export const cancelOrder = async (wanted: OrderLookUp): Promise<Cancellation> => {
  const { opened, target } = await openFor(wanted);
  const outcome = await opened.exchange.cancelOrder(target);
  const order = await readOrder(wanted);
  return {
    order: outcome === 'canceled' && order.status !== 'filled' ? { ...order, status: 'canceled' } : order,
    canceled: outcome === 'canceled',
  };
};

/** Cancels every open order of one wallet, or those of one symbol; the number canceled. */
export const cancelAllOrders = async (
  ref: AccountRef,
  product: Product,
  symbol: string | undefined,
): Promise<number> => {
  const { exchange } = await openExchange(ref, product, { symbol });
  return exchange.cancelAllOrders(symbol);
};

/**
 * Changes an open order in place. An amendment sets absolute values, so one of unknown fate is settled by reading the order back: it
 * either shows them or, once the deadline has passed, never will.
 */
export const amendOrder = async (
  wanted: OrderLookUp & { readonly symbol: string },
  change: OrderChange,
): Promise<{ order: Order; applied: boolean | null }> => {
  const { opened, target } = await openFor(wanted);
  const outcome = await opened.exchange.amendOrder(
    target,
    wanted.symbol,
    change,
    sharedNow() + opened.row.orderDeadlineMs,
  );
  if (outcome.kind !== 'accepted' && outcome.kind !== 'unknown') throw outcome.error;
  const order = await readOrder(wanted);
  if (outcome.kind === 'accepted') return { order, applied: true };
  return { order, applied: shows(order, change) ? true : null };
};

const shows = ({ terms }: Order, change: OrderChange): boolean =>
  (['quantity', 'price', 'stopPrice'] as const).every(
    (field) => change[field] === undefined || change[field] === terms[field],
  );

/** The journal knows an order's wallet and its id at the exchange better than the caller. */
const openFor = async (wanted: OrderLookUp): Promise<{ opened: OpenExchange; target: OrderRef }> => {
  const record = wanted.clientOrderId === undefined ? null : await readOrderRecord(wanted.ref, wanted.clientOrderId);
  const opened = await openExchange(wanted.ref, record?.product ?? wanted.product, { symbol: wanted.symbol });
  if (record?.exchangeOrderId) return { opened, target: { exchangeOrderId: record.exchangeOrderId } };
  return { opened, target: { exchangeOrderId: wanted.exchangeOrderId, clientOrderId: wanted.clientOrderId } };
};

/** Live from the exchange: whoever placed them. */
export const openOrders = async (ref: AccountRef, product: Product, symbol: string | undefined): Promise<Order[]> => {
  const { exchange, row } = await openExchange(ref, product, { symbol });
  const found = await exchange.openOrders(symbol);
  return found.map((order) => orderFromExchange(row.id, ref, order));
};
