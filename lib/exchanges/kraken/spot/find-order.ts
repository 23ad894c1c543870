import type { Fill } from '../../model/history.ts';
import type { ExchangeOrder } from '../../model/order.ts';
import type { FindTerms } from '../../model/outcome.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { type Json, records, requiredRecord } from '../../wire/readers.ts';
import { MalformedResponse, unlessNotFound } from '../../wire/refusals.ts';

import { orderFromKraken } from './described-orders.ts';
import { endpoints } from './endpoints.ts';
import { namesNoOrder } from './order-ids.ts';
import { readHistory } from './read-history.ts';

const title = 'Kraken Spot';

/** Symbols are the exchange's own names of the pairs. */
export function ordersIn(rows: Json): ExchangeOrder[] {
  return records(title, rows).map(([id, row]) => orderFromKraken(id, row));
}

interface Wanted {
  readonly clientOrderId: string;
  readonly since: number;
  readonly older: FindTerms['older'];
}

/** QueryOrders cannot look up by client id and CCXT's fetchOrder sends it as `userref`: the two lists can. */
export async function findInLists(
  wire: MarketWire,
  { clientOrderId, since, older }: Wanted,
): Promise<ExchangeOrder | null> {
  // Open before closed: an order that ends between the two requests is then in the second list.
  for (const [path, key] of [
    ['OpenOrders', 'open'],
    ['ClosedOrders', 'closed'],
  ] as const) {
    const result = requiredRecord(
      title,
      await readHistory(wire, endpoints[path], { cl_ord_id: clientOrderId }),
      'result',
    );
    // The id is unique among open orders only: older orders may carry it too, of which the last created was the last to end.
    const [order] = ordersIn(requiredRecord(title, result, key))
      .filter((one) => one.clientOrderId === clientOrderId)
      .filter(({ createdAt }) => createdAt === null || createdAt >= since || older === 'all' || older === key)
      .toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
    if (order !== undefined) return order;
  }
  return null;
}

/** QueryOrders takes this many ids (docs.kraken.com get-orders-info). */
const idsPerQuery = 50;

/**
 * A fill names its order by the exchange's id only. QueryOrders tells the client order id of each. Throws when QueryOrders leaves an
 * order out: the missing order may be the wanted order.
 */
export async function findAmongTraded(
  { read }: MarketWire,
  { clientOrderId, since }: Wanted,
  fills: readonly Fill[],
): Promise<ExchangeOrder | null> {
  const ids = [...new Set(fills.flatMap(({ orderId }) => orderId ?? []))];
  if (fills.some(({ orderId }) => orderId === null)) throw new MalformedResponse(title, 200);
  for (let start = 0; start < ids.length; start += idsPerQuery) {
    const asked = ids.slice(start, start + idsPerQuery);
    const rows = requiredRecord(title, await read(endpoints.QueryOrders, { txid: asked.join(',') }), 'result');
    const own = ordersIn(rows).find(
      (order) => order.clientOrderId === clientOrderId && (order.createdAt ?? since) >= since,
    );
    if (own !== undefined) return own;
    if (!asked.every((id) => Object.hasOwn(rows, id))) throw new MalformedResponse(title, 200);
  }
  return null;
}

export async function readOrder(wire: MarketWire, exchangeOrderId: string): Promise<ExchangeOrder | null> {
  return (await readTogether(wire, [exchangeOrderId]))?.[0] ?? null;
}

/** In the order of `ids`. An id that the exchange does not know may fail the request of all: then each order is read alone. */
export async function readOrders(wire: MarketWire, ids: readonly string[]): Promise<(ExchangeOrder | null)[]> {
  const found: (ExchangeOrder | null)[] = [];
  for (let start = 0; start < ids.length; start += idsPerQuery) {
    const asked = ids.slice(start, start + idsPerQuery);
    found.push(...((await readTogether(wire, asked)) ?? (await readApart(wire, asked))));
  }
  return found;
}

async function readTogether({ read }: MarketWire, ids: readonly string[]): Promise<(ExchangeOrder | null)[] | null> {
  try {
    const rows = requiredRecord(title, await read(endpoints.QueryOrders, { txid: ids.join(',') }), 'result');
    const own = Object.fromEntries(records(title, rows).filter(([id]) => ids.includes(id)));
    const orders = ordersIn(own);
    return ids.map((id) => orders.find(({ exchangeOrderId }) => exchangeOrderId === id) ?? null);
  } catch (error) {
    return ids.some((id) => namesNoOrder(error, id)) ? null : unlessNotFound(error, null);
  }
}

/** One after the other: requests of one key share its rate limit, and their nonces must not overtake each other. */
async function readApart(wire: MarketWire, ids: readonly string[]): Promise<(ExchangeOrder | null)[]> {
  const found: (ExchangeOrder | null)[] = [];
  for (const id of ids) found.push(await readOrder(wire, id));
  return found;
}
