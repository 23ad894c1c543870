import type { AccountRef } from '../../accounts/account.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import { openSession } from '../../session/open-session.ts';
import { type Order, orderFromExchange } from '../order.ts';

/** Live from the exchange, whichever program placed the orders. */
export async function openOrders(
  ref: AccountRef,
  marketType: MarketType,
  symbol: string | undefined,
): Promise<Order[]> {
  const { orders, market } = await openSession(ref, marketType, { symbol });
  const found = await orders.open(symbol);
  return found.map((order) => orderFromExchange(market.ccxtId, ref, order));
}
