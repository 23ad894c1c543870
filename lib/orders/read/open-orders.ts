import type { AccountRef } from '../../accounts/account.ts';
import type { Product } from '../../exchanges/exchange.ts';
import { openSession } from '../../session/open-session.ts';
import { type Order, orderFromExchange } from '../order.ts';

/** Live from the exchange: whoever placed them. */
export async function openOrders(ref: AccountRef, product: Product, symbol: string | undefined): Promise<Order[]> {
  const { exchange, row } = await openSession(ref, product, { symbol });
  const found = await exchange.openOrders(symbol);
  return found.map((order) => orderFromExchange(row.id, ref, order));
}
