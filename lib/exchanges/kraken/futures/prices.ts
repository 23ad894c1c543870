import type { OrderBook, Ticker } from '../../model/prices.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { amountOrNone, orderBookFrom, priceOrNone, requireUncrossed } from '../../wire/prices.ts';
import { isoMs, isRecord, requiredRecord, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { endpoints } from './endpoints.ts';

/** The ticker of a contract (docs.kraken.com get-ticker-by-symbol). `vol24h` has the unit of an order's size. */
export async function futuresTicker({ read, markets, market: { title } }: MarketWire, symbol: string): Promise<Ticker> {
  const { id } = await markets.market(symbol);
  const answer = await read(endpoints.ticker, { symbol: id });
  const told = requiredRecord(title, answer, 'ticker');
  // Answers of 2022 write the contract in small letters (recorded).
  if (requiredText(title, told, 'symbol').toUpperCase() !== id.toUpperCase()) throw new MalformedResponse(title, 200);
  const price = (key: string) => priceOrNone(title, told[key]);
  const ticker = { bid: price('bid'), ask: price('ask'), last: price('last') };
  requireUncrossed(title, ticker.bid, ticker.ask);
  const volume24h = amountOrNone(title, told.vol24h);
  return { ...ticker, mark: price('markPrice'), index: price('indexPrice'), volume24h, timestamp: serverTime(answer) };
}

/** The whole book of one contract (docs.kraken.com get-orderbook); the answer does not name the contract. */
export async function futuresOrderBook(
  { read, markets, market: { title } }: MarketWire,
  symbol: string,
  depth: number,
): Promise<OrderBook> {
  const { id } = await markets.market(symbol);
  const answer = await read(endpoints.orderBook, { symbol: id });
  const book = orderBookFrom(title, requiredRecord(title, answer, 'orderBook'), depth);
  return { ...book, timestamp: serverTime(answer) };
}

function serverTime(answer: unknown): number | null {
  return isRecord(answer) ? isoMs(answer.serverTime) : null;
}
