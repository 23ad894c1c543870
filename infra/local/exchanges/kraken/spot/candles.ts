import type { Decimal } from 'decimal.js';
import type { Candle } from '../../engine/candles.ts';
import { candlesOf, startOf } from '../../engine/candles.ts';
import { onTick } from '../../engine/decimals.ts';
import { marketOf } from '../../engine/exchange.ts';
import { minuteMs, notePrice } from '../../engine/price-history.ts';
import type { SpotExchange } from './exchange.ts';
import { onePair } from './market-data.ts';
import type { Pair } from './pairs.ts';
import { refuseArgument } from './refusal.ts';
import type { Params } from './request.ts';

/** Minutes of an interval (docs.kraken.com, get-ohlc-data). */
const intervals = [1, 5, 15, 30, 60, 240, 1440, 10_080, 21_600];
const mostCandles = 720;

/**
 * Up to 720 candles, the last one unfinished; `since` (unix seconds) is exclusive, `last` the newest finished candle. The shape is that of
 * docs.kraken.com, get-ohlc-data, and of the answer in CCXT's comments. Candles begin with the start of this exchange.
 */
export function ohlc(exchange: SpotExchange, params: Params): unknown {
  const pair = onePair(exchange, params);
  const minutes = Number(params.interval ?? '1');
  if (!intervals.includes(minutes)) refuseArgument('interval');
  const intervalMs = minutes * minuteMs;
  const since = secondsOf(params.since);
  const to = startOf(exchange.world.now(), intervalMs);
  const from = to - (mostCandles - 1) * intervalMs;
  const market = marketOf(exchange, pair.symbol);
  const candles = candlesOf(exchange, exchange.history, market, { intervalMs, from, to, withTrades: true });
  const rows = candles.filter(({ start }) => since === null || start / 1000 > since);
  return { [pair.symbol]: rows.map((candle) => renderCandle(candle, pair)), last: (to - intervalMs) / 1000 };
}

/** The path of the price comes on ticks; trades already are. Without a trade the average is zero. */
function renderCandle({ start, open, high, low, close, volume, value, count }: Candle, pair: Pair): unknown[] {
  const text = (price: Decimal) => price.toFixed(pair.pairDecimals);
  const path = [open, high, low, close].map((price) => text(onTick(price, pair.tickSize)));
  const average = volume.isZero() ? volume : value.div(volume);
  return [start / 1000, ...path, text(average), volume.toFixed(pair.lotDecimals), count];
}

/**
 * The last 200 changes of the best bid and ask; `since` (unix seconds) is inclusive. docs.kraken.com, get-recent-spreads: rows of
 * `[time, bid, ask]`, five decimals at least.
 */
export function spread(exchange: SpotExchange, params: Params): unknown {
  const pair = onePair(exchange, params);
  const market = marketOf(exchange, pair.symbol);
  notePrice(exchange, exchange.history, market);
  const since = secondsOf(params.since) ?? 0;
  const text = (price: Decimal) => price.toFixed(Math.max(5, pair.pairDecimals));
  const seen = (exchange.history.spreads.get(market) ?? []).map(
    ({ at, bid, ask }) => [Math.floor(at / 1000), text(bid), text(ask)] as const,
  );
  const rows = seen.filter(([at]) => at >= since);
  return { [pair.symbol]: rows, last: Math.floor(exchange.world.now() / 1000) };
}

function secondsOf(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  return /^\d{1,12}$/.test(text) ? Number(text) : refuseArgument('since');
}
