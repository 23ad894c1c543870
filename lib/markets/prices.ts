import { OemsError } from '../errors.ts';
import type { ExchangeId } from '../exchanges/exchanges.ts';
import { type MarketType, marketTypeOf } from '../exchanges/model/axes.ts';
import type { OrderBook, Ticker } from '../exchanges/model/prices.ts';
import { openPublic } from '../session/open-public.ts';
import { newPriceMemory, sharedPrice } from './shared-price.ts';
import type { Priced } from './turns.ts';

/** Levels of each side that all callers share: 4 KB, compressed 2 KB. */
const sharedDepth = 100;

/** This container's. */
const memory = newPriceMemory();

/** Throws INVALID_SYMBOL before anything is stored: only listed symbols have shared prices. */
export async function tickerOf(exchange: ExchangeId, symbol: string): Promise<Priced<Ticker>> {
  const { key, data } = await opened(exchange, symbol);
  return sharedPrice(memory, { ...key, kind: 'TICKER' }, () => publicRead(() => data.ticker(symbol)));
}

/** Old enough to spare the exchange: the sums of a portfolio need no price of this second. */
const enoughForSumsMs = 30_000;

/** The ticker of a symbol that is known to be listed, at most half a minute old. */
export async function recentTickerOf(exchange: ExchangeId, symbol: string): Promise<Priced<Ticker>> {
  const name = { exchange, marketType: marketTypeOf(symbol) };
  const data = await openPublic(name);
  const ask = () => publicRead(() => data.ticker(symbol));
  return sharedPrice(memory, { ...name, symbol, kind: 'TICKER' }, ask, enoughForSumsMs);
}

/** The best `depth` levels of each side, of the `sharedDepth` that are shared. Throws INVALID_SYMBOL. */
export async function orderBookOf(exchange: ExchangeId, symbol: string, depth: number): Promise<Priced<OrderBook>> {
  const { key, data } = await opened(exchange, symbol);
  const { value, asOf } = await sharedPrice(memory, { ...key, kind: 'BOOK' }, () =>
    publicRead(() => data.orderBook(symbol, sharedDepth)),
  );
  const { bids, asks, timestamp } = value;
  return { value: { bids: bids.slice(0, depth), asks: asks.slice(0, depth), timestamp }, asOf };
}

async function opened(exchange: ExchangeId, symbol: string) {
  const marketType: MarketType = marketTypeOf(symbol);
  const data = await openPublic({ exchange, marketType });
  await data.requireKnown(symbol);
  return { key: { exchange, marketType, symbol }, data };
}

/** The rules of refusals speak of a key, and prices are read without one: all callers of this deployment share the limit. */
async function publicRead<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof OemsError) || error.code !== 'RATE_LIMITED') throw error;
    const { details, retryAfterSeconds } = error;
    const message = 'the exchange limits the requests of this service for prices; wait and repeat';
    throw new OemsError('RATE_LIMITED', message, { details, retryAfterSeconds, cause: error });
  }
}
