import type { Fill } from '../../model/history.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { findInEvents } from './order-events.ts';

/**
 * The exchange's id of the order with this client order id, among the orders of fills that name none. A fill has the client order id "only
 * if the order has" one (docs.kraken.com, get-fills), and most recorded fills have none. One reading of the order events tells the ids of
 * all these orders; an order without an id has an empty text there (recorded 2024-02, in the comments of CCXT). Throws when the order of a
 * fill is not told: that order may be the wanted order.
 */
export async function orderOfUnnamedFill(
  wire: MarketWire,
  clientOrderId: string,
  fills: readonly Fill[],
  since: number,
): Promise<string | null> {
  const unnamed = fills.filter((fill) => fill.clientOrderId === null).map(({ orderId }) => orderId);
  if (unnamed.length === 0) return null;
  const { orders: told } = await findInEvents(
    (query) => wire.read(endpoints.orderEvents, query),
    ({ uid, clientId }) => unnamed.includes(String(uid)) && typeof clientId === 'string',
    since,
  );
  const own = told.find((order) => order.clientOrderId === clientOrderId);
  if (own !== undefined) return own.exchangeOrderId;
  const isTold = (id: string | null) => told.some((order) => order.exchangeOrderId === id);
  if (!unnamed.every(isTold)) throw new MalformedResponse(wire.market.title, 200);
  return null;
}
