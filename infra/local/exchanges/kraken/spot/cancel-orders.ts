import type { Account } from '../../engine/account.ts';
import { openOf } from '../../engine/account.ts';
import { endOrder } from '../../engine/end-order.ts';
import type { Order } from '../../engine/order.ts';
import type { Call } from './call.ts';
import type { SpotExchange } from './exchange.ts';
import { ownOf } from './order-types.ts';
import { parseUserref } from './parse-order-options.ts';
import { countTransaction } from './rate-limits.ts';
import { refuse } from './refusal.ts';

export function cancelOrder({ exchange, account, params }: Call): unknown {
  const orders = findOpen(account, params.txid, params.cl_ord_id);
  return cancelEach(exchange, account, orders);
}

const mostInBatch = 50;

/** Cancels the open orders among many ids. The answer has a count and no ids. https://docs.kraken.com/api-reference/trading/cancel-order-batch */
export function cancelOrderBatch({ exchange, account, params }: Call): unknown {
  const ids = (params.orders ?? '').split(',').filter(Boolean);
  if (ids.length === 0 || ids.length > mostInBatch) refuse('EGeneral:Invalid arguments');
  const orders = openOf(account).filter((order) => ids.includes(order.id));
  return cancelEach(exchange, account, orders);
}

export function cancelAll({ exchange, account }: Call): unknown {
  return cancelEach(exchange, account, openOf(account));
}

function cancelEach(exchange: SpotExchange, account: Account, orders: readonly Order[]): unknown {
  if (exchange.cancels === 'ignored') return { count: 0 };
  if (exchange.cancels === 'pending' && orders.length > 0) return { count: orders.length, pending: true };
  for (const order of orders) cancel(exchange, account, order);
  return { count: orders.length };
}

function cancel(exchange: SpotExchange, account: Account, order: Order): void {
  const now = exchange.world.now();
  const { symbol } = order.market.terms;
  countTransaction(exchange.limits, account.customer, symbol, 'cancel', now - order.changedAt, now);
  endOrder(exchange, account, order, 'cancelled', 'cancelledByCustomer');
}

const idFormat = /^O[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6}$/;

/**
 * Open orders by Kraken's id, by client id, or (in `txid`) by user reference, which may name several. Text that was
 * never an id is an invalid order. An order that is gone, whether filled, cancelled or another customer's, is unknown.
 */
export function findOpen(account: Account, txid: string | undefined, clOrdId: string | undefined): Order[] {
  if (txid === undefined && clOrdId === undefined) refuse('EGeneral:Invalid arguments');
  const found = openOf(account).filter(
    (order) =>
      (txid === undefined || isNamed(order, txid)) && (clOrdId === undefined || order.clientOrderId === clOrdId),
  );
  return found.length > 0 ? found : refuseUnknown(txid);
}

export function refuseUnknown(txid: string | undefined): never {
  const malformed = txid !== undefined && !idFormat.test(txid) && !/^-?\d+$/.test(txid);
  return refuse(malformed ? 'EOrder:Invalid order' : 'EOrder:Unknown order');
}

function isNamed(order: Order, txid: string): boolean {
  return order.id === txid || (/^-?\d+$/.test(txid) && ownOf(order).userref === String(parseUserref(txid)));
}
