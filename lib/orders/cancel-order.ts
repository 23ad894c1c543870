import { Decimal } from 'decimal.js';
import type { AccountRef, TradingState } from '../accounts/account.ts';
import { type OpenExchange, openExchange } from '../accounts/open-exchange.ts';
import { OemsError } from '../api/errors.ts';
import { sharedNow } from '../aws/clock.ts';
import type { CancelOutcome, OrderChange, OrderRef, Product } from '../exchanges/exchange.ts';
import { type Order, type OrderRecord, orderFromExchange } from './order.ts';
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
  const { opened, target, record } = await openFor(wanted);
  denyUnlessReducing(opened.account.tradingState, record, change);
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

/** An amendment can make an order larger or marketable: what stops new orders stops it too. */
const denyUnlessReducing = (state: TradingState, record: OrderRecord | null, change: OrderChange): void => {
  if (state === 'ACTIVE') return;
  const { quantity } = record?.request ?? {};
  const isSmaller = quantity !== undefined && new Decimal(change.quantity ?? quantity).lte(quantity);
  const reduces = record?.product === 'swap' ? record.request.reduceOnly : record?.request.side === 'sell';
  if (state === 'REDUCE_ONLY' && isSmaller && reduces) return;
  throw new OemsError(
    'ORDER_REJECTED',
    `denied: the account is ${state}; cancel the order, or change the state with PUT /delegation/exchange-account/trading-state`,
  );
};

const shows = ({ terms }: Order, change: OrderChange): boolean =>
  (['quantity', 'price', 'stopPrice'] as const).every(
    (field) => change[field] === undefined || change[field] === terms[field],
  );

/** The journal knows an order's wallet and its id at the exchange better than the caller. */
const openFor = async (
  wanted: OrderLookUp,
): Promise<{ opened: OpenExchange; target: OrderRef; record: OrderRecord | null }> => {
  const record = wanted.clientOrderId === undefined ? null : await readOrderRecord(wanted.ref, wanted.clientOrderId);
  const opened = await openExchange(wanted.ref, record?.product ?? wanted.product, { symbol: wanted.symbol });
  if (record?.exchangeOrderId) return { opened, record, target: { exchangeOrderId: record.exchangeOrderId } };
  return { opened, record, target: { exchangeOrderId: wanted.exchangeOrderId, clientOrderId: wanted.clientOrderId } };
};

/** Live from the exchange: whoever placed them. */
export const openOrders = async (ref: AccountRef, product: Product, symbol: string | undefined): Promise<Order[]> => {
  const { exchange, row } = await openExchange(ref, product, { symbol });
  const found = await exchange.openOrders(symbol);
  return found.map((order) => orderFromExchange(row.id, ref, order));
};
