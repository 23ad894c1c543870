import type { ExchangeOrder } from '../model/order.ts';
import { orderFrom } from './described-orders.ts';
import { endpoints } from './endpoints.ts';
import { readAll } from './lists.ts';
import type { PartWire } from './part.ts';

/** Rows a page: without a limit the exchange tells 20 (docs/v5 order/open-order). */
const pageRows = '50';

/** The open orders of every symbol, coin and kind, each once, to the last page. */
export async function openOrders(wire: PartWire): Promise<ExchangeOrder[]> {
  const { category, scopes, filters } = wire.part;
  const found = new Map<string, ExchangeOrder>();
  for (const filter of filters)
    for (const scope of scopes) {
      const rows = await readAll(wire, endpoints.currentOrders, { category, ...scope, ...filter, limit: pageRows });
      for (const order of rows.map((row) => orderFrom(wire, row, 'current'))) found.set(order.exchangeOrderId, order);
    }
  return [...found.values()].filter(({ status }) => !ended.includes(status));
}

/** An order that has ended between two pages. */
const ended: readonly ExchangeOrder['status'][] = ['filled', 'canceled', 'rejected', 'expired'];
