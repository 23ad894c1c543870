import type { Candle } from '../../engine/candles.ts';
import { candlesOf, startOf } from '../../engine/candles.ts';
import { onTick } from '../../engine/decimals.ts';
import type { Market } from '../../engine/market.ts';
import { minuteMs } from '../../engine/price-history.ts';
import type { FuturesExchange } from './exchange.ts';
import { findMarket } from './exchange.ts';
import type { Params } from './refusal.ts';
import { integer, Refusal } from './refusal.ts';

export const tickTypes = ['spot', 'mark', 'trade'] as const;
export type TickType = (typeof tickTypes)[number];

/** Minutes of a resolution (docs.kraken.com, market-candles). */
export const resolutions = {
  ...{ '1m': 1, '5m': 5, '15m': 15, '30m': 30, '1h': 60, '4h': 240, '12h': 720, '1d': 1440, '1w': 10_080 },
} as const;
export type Resolution = keyof typeof resolutions;

/** Candles of an answer; CCXT asks for no more. */
const mostCandles = 2000;

/** GET charts/v1/{tick type}: the contracts with candles. */
export function chartMarkets({ markets }: FuturesExchange): readonly string[] {
  return [...markets.values()].filter(({ expired }) => !expired).map(({ terms }) => terms.symbol);
}

export function chartResolutions(exchange: FuturesExchange, symbol: string): readonly string[] {
  chartMarket(exchange, symbol);
  return Object.keys(resolutions);
}

/**
 * GET charts/v1/{tick type}/{symbol}/{resolution}: candles with `from` and `to` in unix seconds, oldest first, in the shape of
 * docs.kraken.com, market-candles. Without `from` the newest come, else the oldest, and `more_candles` says that the range holds further
 * ones. Candles begin with the start of this exchange.
 */
export function charts(tickType: TickType, resolution: Resolution) {
  return (exchange: FuturesExchange, params: Params, symbol: string) => {
    const market = chartMarket(exchange, symbol);
    const intervalMs = resolutions[resolution] * minuteMs;
    const [from, to, count] = [integer(params, 'from'), integer(params, 'to'), integer(params, 'count')];
    const most = Math.min(count ?? mostCandles, mostCandles);
    const end = Math.min(exchange.world.now(), (to ?? Number.POSITIVE_INFINITY) * 1000);
    const last = startOf(end, intervalMs);
    const range = { intervalMs, from: firstOf(from, last, intervalMs, most), to: last };
    const withTrades = tickType === 'trade';
    const candles = candlesOf(exchange, exchange.priceHistory, market, { ...range, withTrades });
    const page = from === null ? candles.slice(-most) : candles.slice(0, most);
    const rows = page.map((candle) => renderCandle(candle, market, withTrades));
    return { candles: rows, more_candles: from !== null && candles.length > most };
  };
}

function firstOf(from: number | null, last: number, intervalMs: number, most: number): number {
  if (from === null) return last - (most - 1) * intervalMs;
  return Math.ceil((from * 1000) / intervalMs) * intervalMs;
}

/** Trades happen on ticks; a mark and an index have all their digits and no volume. */
function renderCandle({ start, open, high, low, close, volume }: Candle, market: Market, withTrades: boolean): object {
  const path = Object.entries({ open, high, low, close }).map(([name, price]) => [
    name,
    (withTrades ? onTick(price, market.terms.tickSize) : price).toFixed(),
  ]);
  return { time: start, ...Object.fromEntries(path), volume: withTrades ? volume.toFixed() : 0 };
}

function chartMarket(exchange: FuturesExchange, symbol: string): Market {
  const market = findMarket(exchange, symbol);
  if (!market) throw new Refusal('market not found', 404);
  return market;
}
