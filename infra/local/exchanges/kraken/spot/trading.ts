import type { Account } from './account.ts';
import type { Call } from './endpoints.ts';
import type { Exchange } from './exchange.ts';
import { checkOpenOrders, countTransaction } from './limits.ts';
import { close, place } from './matching.ts';
import type { Order } from './order.ts';
import { describe } from './order.ts';
import { parseUserref } from './order-options.ts';
import { parseOrder } from './order-request.ts';
import { refuse } from './refusal.ts';

export function addOrder({ exchange, account, params }: Call): unknown {
  const now = exchange.world.now();
  const pair = exchange.pairs.find(params.pair ?? '');
  if (pair) countTransaction(exchange.limits, account.customer, pair.id, 'add', 0, now);
  const terms = parseOrder(exchange, params);
  const descr = { order: describe(terms) };
  if (params.validate === 'true') return { descr };
  const open = [...account.open.values()];
  if (terms.clOrdId !== null && open.some((order) => order.clOrdId === terms.clOrdId))
    refuse('EGeneral:Invalid arguments:cl_ord_id not unique');
  checkOpenOrders(exchange.limits, open.filter((order) => order.pair.id === terms.pair.id).length);
  return { descr, txid: [place(exchange, account, terms).id] };
}

export function cancelOrder({ exchange, account, params }: Call): unknown {
  const orders = findOpen(account, params.txid, params.cl_ord_id);
  for (const order of orders) cancel(exchange, account, order);
  return { count: orders.length };
}

const mostInBatch = 50;

/**
 * Of many ids, the open ones; which they were is not told. https://docs.kraken.com/api-reference/trading/cancel-order-batch
 */
export function cancelOrderBatch({ exchange, account, params }: Call): unknown {
  const ids = (params.orders ?? '').split(',').filter(Boolean);
  if (ids.length === 0 || ids.length > mostInBatch) refuse('EGeneral:Invalid arguments');
  const orders = [...account.open.values()].filter((order) => ids.includes(order.id));
  for (const order of orders) cancel(exchange, account, order);
  return { count: orders.length };
}

export function cancelAll({ exchange, account }: Call): unknown {
  const orders = [...account.open.values()];
  for (const order of orders) cancel(exchange, account, order);
  return { count: orders.length };
}

function cancel(exchange: Exchange, account: Account, order: Order): void {
  const now = exchange.world.now();
  countTransaction(exchange.limits, account.customer, order.pair.id, 'cancel', now - order.changedAt, now);
  close(exchange, account, order, 'canceled', 'User requested');
}

const idFormat = /^O[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6}$/;

/**
 * Open orders by exchange id, by client id, or (in `txid`) by user reference, which may name several. An id that was
 * never an id is an invalid order; one that is gone, whether filled, cancelled or somebody else's, is unknown.
 */
export function findOpen(account: Account, txid: string | undefined, clOrdId: string | undefined): Order[] {
  if (txid === undefined && clOrdId === undefined) refuse('EGeneral:Invalid arguments');
  const found = [...account.open.values()].filter(
    (order) => (txid === undefined || named(order, txid)) && (clOrdId === undefined || order.clOrdId === clOrdId),
  );
  if (found.length > 0) return found;
  const malformed = txid !== undefined && !idFormat.test(txid) && !/^-?\d+$/.test(txid);
  return refuse(malformed ? 'EOrder:Invalid order' : 'EOrder:Unknown order');
}

function named(order: Order, txid: string): boolean {
  return order.id === txid || (/^-?\d+$/.test(txid) && order.userref === parseUserref(txid));
}
