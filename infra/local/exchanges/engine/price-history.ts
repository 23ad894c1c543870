import { Decimal } from 'decimal.js';
import type { Exchange } from './exchange.ts';
import type { Market } from './market.ts';
import { quoteOf } from './quote.ts';

export const minuteMs = 60_000;

/** Path of a market's fair price within one minute. `start` in ms. */
export interface Minute {
  readonly start: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
}

/** The best bid and ask from a moment (ms) on. */
export interface Spread {
  readonly at: number;
  readonly bid: Decimal;
  readonly ask: Decimal;
}

/** What has been seen of the prices since the exchange started; nothing is made up for the time before. Oldest first. */
export interface PriceHistory {
  readonly minutes: Map<Market, Minute[]>;
  readonly spreads: Map<Market, Spread[]>;
}

/** A day of minutes (about half a megabyte a market), and 200 spreads. */
const keptMinutes = 24 * 60;
const keptSpreads = 200;

export function createPriceHistory(): PriceHistory {
  return { minutes: new Map(), spreads: new Map() };
}

/** Forgets the seen prices, for markets that have replaced earlier markets. */
export function restartHistory(exchange: Exchange, history: PriceHistory): void {
  history.minutes.clear();
  history.spreads.clear();
  notePrices(exchange, history);
}

/** Notes every price that the world moves. Made-up markets stand still: the price of a made-up market is noted on request. */
export function notePrices(exchange: Exchange, history: PriceHistory): void {
  for (const market of exchange.markets.values())
    if (!market.expired && !market.terms.reference) notePrice(exchange, history, market);
}

export function notePrice(exchange: Exchange, history: PriceHistory, market: Market): void {
  const at = exchange.world.now();
  const { bid, ask, mark } = quoteOf(exchange, market);
  noteMinute(listOf(history.minutes, market), at - (at % minuteMs), mark);
  noteSpread(listOf(history.spreads, market), { at, bid, ask });
}

function noteMinute(minutes: Minute[], start: number, price: Decimal): void {
  const last = minutes.at(-1);
  if (last?.start === start) {
    if (last.close.eq(price)) return;
    const [high, low] = [Decimal.max(last.high, price), Decimal.min(last.low, price)];
    minutes[minutes.length - 1] = { ...last, high, low, close: price };
    return;
  }
  minutes.push({ start, open: price, high: price, low: price, close: price });
  if (minutes.length > keptMinutes) minutes.shift();
}

function noteSpread(spreads: Spread[], spread: Spread): void {
  const last = spreads.at(-1);
  if (last?.bid.eq(spread.bid) && last.ask.eq(spread.ask)) return;
  spreads.push(spread);
  if (spreads.length > keptSpreads) spreads.shift();
}

function listOf<T>(lists: Map<Market, T[]>, market: Market): T[] {
  const known = lists.get(market) ?? [];
  lists.set(market, known);
  return known;
}
