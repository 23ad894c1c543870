import type { AccountRef } from '../../accounts/account.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import { openSession } from '../../session/open-session.ts';
import { type Order, orderFromExchange, withKnownQuantity } from '../order.ts';
import { readOrderRecord } from '../order-store.ts';

/** Live from the exchange, whichever program placed the orders. */
export async function openOrders(
  ref: AccountRef,
  marketType: MarketType,
  symbol: string | undefined,
): Promise<Order[]> {
  const { orders, market } = await openSession(ref, marketType, { symbol });
  const found = await settleAll((await orders.open(symbol)).map((order) => withJournaledTerms(ref, order)));
  return found.map((order) => orderFromExchange(market.ccxtId, ref, order));
}

/**
 * Exchanges tell less of a waiting order than its request did: Kraken Futures lists a trailing stop as a stop, and leaves out sizes. The
 * journal knows the type of an order of ours, and the quantity that the exchange told earlier. The exchange's id decides whether the
 * order is ours. Other orders cost no read of the table.
 */
async function withJournaledTerms(ref: AccountRef, order: ExchangeOrder): Promise<ExchangeOrder> {
  const { clientOrderId, exchangeOrderId } = order;
  if (clientOrderId === null || (isPlain(order) && order.quantity !== null)) return order;
  const record = await readOrderRecord(ref, clientOrderId);
  if (record === null || record.exchangeOrderId !== exchangeOrderId || record.state !== 'ACCEPTED') return order;
  const known = withKnownQuantity(order, record.described);
  const { type } = record.request;
  // A stop that an amendment gave a limit price, and a stop that has fired, have another type than the request.
  return order.type === null || type === 'trailing_stop' ? { ...known, type } : known;
}

function isPlain({ type }: ExchangeOrder): boolean {
  return type === 'market' || type === 'limit';
}
