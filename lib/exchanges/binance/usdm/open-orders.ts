import type { ExchangeOrder } from '../../model/order.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowsOf } from '../lists.ts';
import { nameOf } from '../names.ts';
import { algoFrom } from './algo-orders.ts';
import { orderFromUsdm } from './described-orders.ts';

const title = 'Binance USD-M';

/**
 * Both stores, conditional orders first: one that fires between the two requests is told by both, and in the opposite order by none. A fired order
 * bears our id of the conditional order, which is left out then.
 */
export async function openOrders({ read, markets }: MarketWire, symbol?: string): Promise<ExchangeOrder[]> {
  const query = symbol === undefined ? {} : { symbol: await nameOf(markets, symbol) };
  const waiting = rowsOf(title, await read(usdmEndpoints.openAlgos, query)).map((row) => algoFrom(row).order);
  const orders = rowsOf(title, await read(usdmEndpoints.openOrders, query)).map(orderFromUsdm);
  const hasFired = (algo: ExchangeOrder) =>
    algo.clientOrderId !== null &&
    orders.some((order) => order.clientOrderId === algo.clientOrderId && order.symbol === algo.symbol);
  return [...orders, ...waiting.filter((algo) => !hasFired(algo))];
}
