import { Decimal } from 'decimal.js';
import type { Fill } from './account.ts';
import type { Exchange } from './exchange.ts';
import type { Market } from './market.ts';
import { fillsOf } from './market-fills.ts';
import type { Minute, PriceHistory } from './price-history.ts';
import { notePrice } from './price-history.ts';

/** One candle: the path of the price, widened by the trades of the customers. `value` is the sum of price times quantity. */
export interface Candle {
  readonly start: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
  readonly value: Decimal;
  readonly count: number;
}

export interface CandleRange {
  readonly intervalMs: number;
  /** Starts of the first and last candle wanted, in ms. Candles begin when the exchange was started. */
  readonly from: number;
  readonly to: number;
  /** Whether trades count: candles of a mark or an index price have none. */
  readonly withTrades: boolean;
}

/** Candles of a market, oldest first. An interval without a price stands at the close before. */
export function candlesOf(exchange: Exchange, history: PriceHistory, market: Market, range: CandleRange): Candle[] {
  notePrice(exchange, history, market);
  const { intervalMs, from, to, withTrades } = range;
  const minutes = grouped(history.minutes.get(market) ?? [], ({ start }) => start, intervalMs);
  const fills = grouped(withTrades ? fillsOf(exchange, market) : [], ({ at }) => at, intervalMs);
  const begin = Math.min(...minutes.keys());
  let close = closeBefore(history.minutes.get(market) ?? [], from);
  const candles: Candle[] = [];
  for (let start = Math.max(from, begin); start <= to; start += intervalMs) {
    const candle = candleAt(start, minutes.get(start) ?? [], fills.get(start) ?? [], close);
    if (!candle) continue;
    candles.push(candle);
    close = candle.close;
  }
  return candles;
}

function grouped<T>(rows: readonly T[], timeOf: (row: T) => number, intervalMs: number): Map<number, T[]> {
  return Map.groupBy(rows, (row) => startOf(timeOf(row), intervalMs));
}

/** Start of the interval that a moment belongs to. */
export function startOf(at: number, intervalMs: number): number {
  return at - (at % intervalMs);
}

function closeBefore(minutes: readonly Minute[], from: number): Decimal | null {
  return minutes.findLast(({ start }) => start < from)?.close ?? null;
}

function candleAt(
  start: number,
  minutes: readonly Minute[],
  fills: readonly Fill[],
  before: Decimal | null,
): Candle | null {
  const open = minutes[0]?.open ?? before;
  if (!open) return null;
  const prices = [open, ...minutes.flatMap(({ high, low }) => [high, low]), ...fills.map(({ price }) => price)];
  return {
    ...{ start, open, close: minutes.at(-1)?.close ?? open },
    ...{ high: Decimal.max(...prices), low: Decimal.min(...prices) },
    volume: sum(fills.map(({ quantity }) => quantity)),
    value: sum(fills.map(({ price, quantity }) => price.times(quantity))),
    count: fills.length,
  };
}

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), new Decimal(0));
}
