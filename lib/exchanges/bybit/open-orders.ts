import type { ExchangeOrder } from '../model/order.ts';
import type { Told } from '../model/told.ts';
import type { Json } from '../wire/readers.ts';
import { orderFacts, toldRows } from '../wire/told-rows.ts';
import { orderFrom } from './described-orders.ts';
import { endpoints } from './endpoints.ts';
import { readAll } from './lists.ts';
import type { PartWire } from './part.ts';

/** Rows a page: without a limit the exchange tells 20 (docs/v5 order/open-order). */
const pageRows = '50';

/** The open orders of every symbol, coin and kind, each once, to the last page. */
export async function openOrders(wire: PartWire): Promise<Told<ExchangeOrder>> {
  const { category, scopes, filters } = wire.part;
  // A row that several lists have is kept once.
  const rows = new Map<string, Json>();
  for (const filter of filters)
    for (const scope of scopes) {
      const query = { category, ...scope, ...filter, limit: pageRows };
      for (const row of await readAll(wire, endpoints.currentOrders, query)) rows.set(JSON.stringify(row), row);
    }
  const told = toldRows(
    [...rows.values()],
    (row) => orderFrom(wire, row, 'current'),
    // On spot the unreadable field may be the one that tells a stop.
    (row) => orderFacts(row.orderId, row.symbol, category === 'spot' ? null : 'regular'),
  );
  const found = new Map(told.rows.map((order) => [order.exchangeOrderId, order]));
  return {
    rows: [...found.values()].filter(({ status }) => !ended.includes(status)),
    unread: told.unread.filter(({ exchangeOrderId = '' }) => !found.has(exchangeOrderId)),
  };
}

/** An order that has ended between two pages. */
const ended: readonly ExchangeOrder['status'][] = ['filled', 'canceled', 'rejected', 'expired'];
