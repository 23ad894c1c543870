import type { Decimal } from 'decimal.js';
import type { Candle } from '../../engine/candles.ts';
import { candlesOf, startOf } from '../../engine/candles.ts';
import { onTick } from '../../engine/decimals.ts';
import type { Exchange } from '../../engine/exchange.ts';
import type { Market } from '../../engine/market.ts';
import type { PriceHistory } from '../../engine/price-history.ts';
import { minuteMs } from '../../engine/price-history.ts';
import type { Params } from './params.ts';
import { limitOf, mandatory, required, whole } from './params.ts';
import { refuse } from './refusal.ts';

const minutesOf: Readonly<Record<string, number>> = {
  ...{ '1m': 1, '3m': 3, '5m': 5, '15m': 15, '30m': 30, '1h': 60, '2h': 120, '4h': 240 },
  ...{ '6h': 360, '8h': 480, '12h': 720, '1d': 1440, '3d': 4320, '1w': 10_080 },
};

/** Candles begin with the start of the simulator. `withTrades`: whether trades count. */
export function klines(
  exchange: Exchange & { readonly priceHistory: PriceHistory },
  market: Market,
  params: Params,
  withTrades = true,
): unknown[][] {
  required(params, 'interval');
  const minutes = minutesOf[params.get('interval') ?? ''] ?? refuse(-1120, 'Invalid interval.');
  if (minutes === undefined) mandatory('interval');
  const intervalMs = minutes * minuteMs;
  const limit = limitOf(params, 500, 1000);
  const [start, end] = [whole(params, 'startTime'), whole(params, 'endTime')];
  const to = startOf(Math.min(end ?? Number.POSITIVE_INFINITY, exchange.world.now()), intervalMs);
  const from = start === null ? to - (limit - 1) * intervalMs : Math.ceil(start / intervalMs) * intervalMs;
  const range = { intervalMs, from, to, withTrades };
  return candlesOf(exchange, exchange.priceHistory, market, range)
    .slice(0, limit)
    .map((candle) => rowOf(candle, market, intervalMs));
}

function rowOf({ start, open, high, low, close, volume, value, count }: Candle, market: Market, ms: number): unknown[] {
  const price = (each: Decimal) => onTick(each, market.terms.tickSize).toFixed(8);
  const [base, quote] = [volume.toFixed(8), value.toFixed(8)];
  return [
    start,
    price(open),
    price(high),
    price(low),
    price(close),
    base,
    start + ms - 1,
    quote,
    count,
    base,
    quote,
    '0',
  ];
}
