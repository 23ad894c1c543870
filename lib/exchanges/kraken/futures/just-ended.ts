import type { ExchangeOrder } from '../../model/order.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { requiredList } from '../../wire/readers.ts';
import { toldRows } from '../../wire/told-rows.ts';
import { orderFromStatus } from './described-orders.ts';
import { endpoints } from './endpoints.ts';
import { readOrders } from './find-order.ts';
import { withExecutions } from './order-fills.ts';

const title = 'Kraken Futures';

/**
 * Orders that ended a moment ago, in the order of `ids`. orders/status without ids shows every order that ended within five seconds, at 1 of
 * 500 in ten seconds; the histories have 100 for ten minutes (docs.kraken.com, futures rate limits), and are asked for the rest alone.
 */
export async function readJustEnded(
  wire: MarketWire,
  ids: readonly string[],
  since: number,
): Promise<(ExchangeOrder | null)[]> {
  const asked = (await endedOrders(wire)).filter(({ exchangeOrderId }) => ids.includes(exchangeOrderId));
  const shown = await withExecutions(wire, asked);
  const found = ids.map((id) => shown.find(({ exchangeOrderId }) => exchangeOrderId === id) ?? null);
  const missing = ids.filter((_id, index) => found[index] === null);
  const others = missing.length === 0 ? [] : await readOrders(wire, missing, since);
  return ids.map((id, index) => found[index] ?? others[missing.indexOf(id)] ?? null);
}

/** The quantity of an order that ended partly filled has two readings there; the event of the end has one. */
async function endedOrders({ read }: MarketWire): Promise<ExchangeOrder[]> {
  const entries = requiredList(title, await read(endpoints.orderStatus), 'orders');
  // An entry that cannot be read is asked for in the histories.
  return toldRows(entries, orderFromStatus, () => ({})).rows.filter(
    ({ status, quantity }) => ended.includes(status) && quantity !== null,
  );
}

/** A rejected order may bear the id of another order. */
const ended: readonly ExchangeOrder['status'][] = ['canceled', 'filled'];
