import type { Markets } from '../interfaces/markets.ts';
import { type MarketType, marketTypeOf } from '../model/axes.ts';

/**
 * Binance's name of a symbol, also of one that is not listed: an order of a delisted market is still there. `BTC/USDT` and `BTC/USDT:USDT` are
 * BTCUSDT, each at its own host; `BTC/USDT:USDT-261225` is BTCUSDT_261225. A name of Binance's stays.
 */
export async function nameOf(markets: Markets, symbol: string): Promise<string> {
  return (await markets.find(symbol))?.id ?? namedBy(symbol);
}

function namedBy(symbol: string): string {
  const [, base, quote, date] = /^([^/]+)\/([^:]+)(?::[^-]+(?:-(\d{6}))?)?$/.exec(symbol) ?? [];
  if (base === undefined || quote === undefined) return symbol;
  return date === undefined ? `${base}${quote}` : `${base}${quote}_${date}`;
}

/** The symbol belongs to the exchange's second market: a different host with order ids of its own. */
export function isOfOther(marketType: MarketType, symbol: string): boolean {
  return symbol.includes('/') && marketTypeOf(symbol) !== marketType;
}
