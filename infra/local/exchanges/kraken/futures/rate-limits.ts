import type { SlidingWindow, TokenPool } from '../../engine/rate-counters.ts';
import { spendInWindow, spendTokens } from '../../engine/rate-counters.ts';
import { integer, type Params, Refusal } from './refusal.ts';

/** Usage of one key. */
export interface Spent {
  readonly derivatives: SlidingWindow;
  readonly history: TokenPool;
}

export function nothingSpent(): Spent {
  return { derivatives: { spent: [] }, history: { missing: 0, at: 0 } };
}

/** /derivatives: 500 units every 10 seconds. */
const derivatives = { budget: 500, windowMs: 10_000 };

/** /history: a pool of 100 tokens that refills by 100 every 10 minutes. */
const history = { size: 100, tokenMs: 6_000 };

/** Takes `cost` from a key's budget or refuses. https://docs.kraken.com/exchange/guides/futures/ratelimits */
export function spend(spent: Spent, pool: keyof Spent, cost: number, now: number): void {
  if (pool === 'derivatives') {
    if (!spendInWindow(spent.derivatives, cost, derivatives, now)) throw new Refusal('apiLimitExceeded');
    return;
  }
  const excess = spendTokens(spent.history, cost, history, now);
  if (excess > 0) throw new Refusal('Too Many Requests', 429, null, Math.ceil((excess * history.tokenMs) / 1000));
}

/** Tokens by how many rows are asked for: up to 25, 50, 1,000, 5,000, more. */
const logCosts: [rows: number, cost: number][] = [
  [25, 1],
  [50, 2],
  [1_000, 3],
  [5_000, 6],
];

export function accountLogCost(params: Params): number {
  const rows = integer(params, 'count') ?? 500;
  return logCosts.find(([most]) => rows <= most)?.[1] ?? 10;
}
