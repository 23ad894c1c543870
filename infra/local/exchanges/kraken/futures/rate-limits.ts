import type { ApiKey } from './auth.ts';
import { integer, type Params, Refusal } from './refusal.ts';

/** What one key has used up. */
export interface Spent {
  /** [time, cost] pairs of the last 10 seconds. */
  derivatives: [number, number][];
  /** Tokens missing from the pool, as of `at`. */
  history: { missing: number; at: number };
}

export function nothingSpent(): Spent {
  return { derivatives: [], history: { missing: 0, at: 0 } };
}

/** Takes `cost` from the key's budget or refuses. https://docs.kraken.com/exchange/guides/futures/ratelimits */
export function spend(key: ApiKey, pool: keyof Spent, cost: number, now: number): void {
  if (pool === 'history') spendTokens(key.spent.history, cost, now);
  else spendBudget(key.spent, cost, now);
}

const budget = 500;
const budgetMs = 10_000;

/** /derivatives: 500 units every 10 seconds. */
function spendBudget(spent: Spent, cost: number, now: number): void {
  spent.derivatives = spent.derivatives.filter(([time]) => time > now - budgetMs);
  const used = spent.derivatives.reduce((sum, [, units]) => sum + units, 0);
  if (used + cost > budget) throw new Refusal('apiLimitExceeded');
  spent.derivatives.push([now, cost]);
}

const poolTokens = 100;
const tokenMs = 6_000;

/** /history: a pool of 100 tokens that refills by 100 every 10 minutes. */
function spendTokens(history: Spent['history'], cost: number, now: number): void {
  const missing = Math.max(0, history.missing - (now - history.at) / tokenMs);
  const excess = missing + cost - poolTokens;
  if (excess > 0) throw new Refusal('Too Many Requests', 429, null, Math.ceil((excess * tokenMs) / 1000));
  Object.assign(history, { missing: missing + cost, at: now });
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
