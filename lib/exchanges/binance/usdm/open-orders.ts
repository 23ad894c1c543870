import type { ExchangeOrder } from '../../model/order.ts';
import type { Told } from '../../model/told.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { type Json, optionalText } from '../../wire/readers.ts';
import { orderFacts, toldRows } from '../../wire/told-rows.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowsOf } from '../lists.ts';
import { nameOf } from '../names.ts';
import { algoFrom, algoRef } from './algo-orders.ts';
import { orderFromUsdm } from './described-orders.ts';

const title = 'Binance USD-M';

/**
 * Both stores, conditional orders first: one that fires between the two requests is told by both, and in the opposite order by none. A fired order
 * bears our id of the conditional order, which is left out then.
 */
export async function openOrders({ read, markets }: MarketWire, symbol?: string): Promise<Told<ExchangeOrder>> {
  const query = symbol === undefined ? {} : { symbol: await nameOf(markets, symbol) };
  const waiting = toldRows(
    rowsOf(title, await read(usdmEndpoints.openAlgos, query)),
    (row) => algoFrom(row).order,
    (row) => orderFacts(refIn(row), row.symbol, 'trigger'),
  );
  const { rows: orders, unread } = toldRows(
    rowsOf(title, await read(usdmEndpoints.openOrders, query)),
    orderFromUsdm,
    (row) => orderFacts(row.orderId, row.symbol, 'regular'),
  );
  const hasFired = (algo: ExchangeOrder) =>
    algo.clientOrderId !== null &&
    orders.some((order) => order.clientOrderId === algo.clientOrderId && order.symbol === algo.symbol);
  return {
    rows: [...orders, ...waiting.rows.filter((algo) => !hasFired(algo))],
    unread: [...unread, ...waiting.unread],
  };
}

function refIn({ algoId }: Json): string | null {
  const id = optionalText(algoId);
  return id === null ? null : algoRef(id);
}
