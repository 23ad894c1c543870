import type { Session } from '../../session/open-session.ts';
import { lookBackFrom, type OrderRecord } from '../order.ts';
import { isSameOrder } from '../same-order.ts';
import type { FormerOrders } from './former-keys.ts';

/**
 * True when the present key shows an order that the former key has placed: then both keys are of the same customer of the exchange, and what
 * the present key cancels and shows is everything. No sighting proves nothing.
 */
export async function isOfSameCustomer(session: Session, { named }: FormerOrders): Promise<boolean> {
  for (const record of named) if (await shows(session, record)) return true;
  return false;
}

async function shows({ orders }: Session, record: OrderRecord): Promise<boolean> {
  const { request, store, exchangeOrderId, clientOrderId } = record;
  if (exchangeOrderId === null) return false;
  const ref = { symbol: request.symbol, store, exchangeOrderId };
  const order = await orders.read(ref, lookBackFrom(record)).catch(() => null);
  // Another customer's order may have the same number at an exchange that numbers the orders of each customer.
  if (order === null || !isSameOrder(request, order, true)) return false;
  return order.clientOrderId === null || order.clientOrderId === clientOrderId;
}
