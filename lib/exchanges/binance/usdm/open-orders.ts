import { sharedNow } from '../../../aws/clock.ts';
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
  const askedAt = sharedNow();
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
  const hasFired = (algo: ExchangeOrder) => orders.some((order) => isFiredOf(algo, order, askedAt));
  return {
    rows: [...orders, ...waiting.rows.filter((algo) => !hasFired(algo))],
    unread: [...unread, ...waiting.unread],
  };
}

/** The exchange's clock may be behind ours. */
const behindMs = 60_000;

/**
 * Each store keeps its own ids: an order of the book may bear the id of a conditional order that waits beside it. What fired after the first request
 * was placed after the request.
 */
function isFiredOf(algo: ExchangeOrder, order: ExchangeOrder, askedAt: number): boolean {
  const { clientOrderId, symbol, side } = algo;
  const isNamed = clientOrderId !== null && order.clientOrderId === clientOrderId;
  const isLater = order.createdAt === null || order.createdAt >= askedAt - behindMs;
  return isNamed && order.symbol === symbol && order.side === side && isLater;
}

function refIn({ algoId }: Json): string | null {
  const id = optionalText(algoId);
  return id === null ? null : algoRef(id);
}
