import type { ExchangeOrder } from '../../model/order.ts';
import type { Told } from '../../model/told.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { requiredList } from '../../wire/readers.ts';
import { orderFacts, toldRows } from '../../wire/told-rows.ts';
import { orderFromOpenOrders, orderFromStatus } from './described-orders.ts';
import { endpoints } from './endpoints.ts';

const title = 'Kraken Futures';

/** Every open order. Sizes that `openorders` leaves out come from orders/status, where that request succeeds. */
export async function openOrders(wire: MarketWire): Promise<Told<ExchangeOrder>> {
  const listed = await listedOrders(wire);
  if (listed.rows.every(({ quantity }) => quantity !== null)) return listed;
  const described = await describedOrders(wire).catch(() => []);
  return { ...listed, rows: listed.rows.map((order) => withSizesOf(order, described)) };
}

/**
 * A partly filled order of orders/status, whose quantity has two readings, with the sizes of `openorders`. An order that was found stays
 * found when the second request fails: the sizes stay unknown then.
 */
export async function withOpenSizes(wire: MarketWire, order: ExchangeOrder): Promise<ExchangeOrder> {
  if (order.status !== 'partially_filled' || order.quantity !== null) return order;
  const { rows } = await listedOrders(wire).catch(() => ({ rows: [] }));
  return withSizesOf(order, rows);
}

async function listedOrders({ read }: MarketWire): Promise<Told<ExchangeOrder>> {
  const rows = requiredList(title, await read(endpoints.openOrders), 'openOrders');
  return toldRows(rows, orderFromOpenOrders, (row) => orderFacts(row.order_id, row.symbol, 'regular'));
}

/** Without ids the answer of orders/status has every open order. An order that cannot be read there keeps the sizes of the list. */
async function describedOrders({ read }: MarketWire): Promise<readonly ExchangeOrder[]> {
  const rows = requiredList(title, await read(endpoints.orderStatus), 'orders');
  return toldRows(rows, orderFromStatus, () => ({})).rows;
}

/** All sizes from one answer: two moments do not add up. An order that has ended in between keeps the sizes told before. */
function withSizesOf(order: ExchangeOrder, others: readonly ExchangeOrder[]): ExchangeOrder {
  const same = others.find(({ exchangeOrderId }) => exchangeOrderId === order.exchangeOrderId);
  if (order.quantity !== null || same === undefined || same.quantity === null) return order;
  if (same.status !== 'open' && same.status !== 'partially_filled') return order;
  const { quantity, filledQuantity, remainingQuantity, status } = same;
  return { ...order, quantity, filledQuantity, remainingQuantity, status };
}
