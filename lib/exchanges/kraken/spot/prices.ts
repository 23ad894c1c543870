import type { Market } from '../../model/market.ts';
import type { OrderBook, Ticker } from '../../model/prices.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { amountOrNone, orderBookFrom, priceOrNone, requireUncrossed } from '../../wire/prices.ts';
import { type Json, records, requiredRecord } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { endpoints } from './endpoints.ts';

/** Ticker (docs.kraken.com get-ticker-information). Kraken Spot tells neither mark nor index, and no time. */
export async function spotTicker({ read, markets, market: { title } }: MarketWire, symbol: string): Promise<Ticker> {
  const market = await markets.market(symbol);
  const told = onlyEntry(title, await read(endpoints.Ticker, { pair: market.id }), market);
  const [bid, ask, last] = [told.b, told.a, told.c].map((levels) => priceOrNone(title, firstOf(title, levels)));
  requireUncrossed(title, bid ?? null, ask ?? null);
  // The first of `v` counts from midnight (UTC), the second over 24 hours.
  const volume24h = amountOrNone(title, listOf(title, told.v)[1]);
  return {
    bid: bid ?? null,
    ask: ask ?? null,
    last: last ?? null,
    mark: null,
    index: null,
    volume24h,
    timestamp: null,
  };
}

/** Depth, up to 500 levels a side (docs.kraken.com get-order-book). The third field of a level is the time of the level, not of the book. */
export async function spotOrderBook(
  { read, markets, market: { title } }: MarketWire,
  symbol: string,
  depth: number,
): Promise<OrderBook> {
  const market = await markets.market(symbol);
  const answer = await read(endpoints.Depth, { pair: market.id, count: String(depth) });
  return { ...orderBookFrom(title, onlyEntry(title, answer, market), depth), timestamp: null };
}

/**
 * The entry of the pair that was asked for. Answers name a pair by id, altname or, at times, wsname (github.com/ccxt/ccxt/issues/8662);
 * without its slash a wsname is the altname. The entry of another pair would be a wrong price.
 */
function onlyEntry(title: string, answer: unknown, { id, aliases }: Market): Json {
  const [first, ...others] = records(requiredRecord(title, answer, 'result'));
  if (first === undefined || others.length > 0) throw new MalformedResponse(title, 200);
  const [name, entry] = first;
  if (![id, ...aliases].includes(name.replace('/', ''))) throw new MalformedResponse(title, 200);
  return entry;
}

function firstOf(title: string, levels: unknown): unknown {
  return listOf(title, levels)[0];
}

function listOf(title: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw new MalformedResponse(title, 200);
  return value;
}
