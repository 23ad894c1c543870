import type { DecayingCounter } from '../../engine/rate-counters.ts';
import { raiseCounter } from '../../engine/rate-counters.ts';
import { refuse } from './refusal.ts';

export type Tier = 'starter' | 'intermediate' | 'pro';

/** https://docs.kraken.com/exchange/guides/rest/ratelimits and /exchange/guides/general/ratelimits; decay per second. */
const tiers: Record<Tier, { rest: number; restDecay: number; trading: number; tradingDecay: number; open: number }> = {
  starter: { rest: 15, restDecay: 0.33, trading: 60, tradingDecay: 1, open: 60 },
  intermediate: { rest: 20, restDecay: 0.5, trading: 125, tradingDecay: 2.34, open: 80 },
  pro: { rest: 20, restDecay: 1, trading: 180, tradingDecay: 3.75, open: 225 },
};

/** Extra cost by how long the order had rested: [seconds below which, points]. */
const ageCosts = {
  amend: [
    [5, 3],
    [10, 2],
    [15, 1],
  ],
  edit: [
    [5, 6],
    [10, 5],
    [15, 4],
    [45, 2],
    [90, 1],
  ],
  cancel: [
    [5, 8],
    [10, 6],
    [15, 5],
    [45, 4],
    [90, 2],
    [300, 1],
  ],
} as const;

/**
 * "EService: Throttled: [UNIX timestamp]", for concurrent requests (docs.kraken.com/exchange/guides/rest/ratelimits): with blanks, and perhaps with
 * the brackets of the pattern. The error lists of CCXT and of the official CLI (krakenfx/kraken-cli, src/errors.rs) spell the words without a blank.
 */
export const throttleSpellings = {
  blank: (seconds: number) => `EService: Throttled: ${seconds}`,
  plain: (seconds: number) => `EService:Throttled:${seconds}`,
  bracket: (seconds: number) => `EService: Throttled: [${seconds}]`,
} as const;

export type ThrottleSpelling = keyof typeof throttleSpellings;

export interface Limits {
  tier: Tier | null;
  /** Refusals in a row (bad key, bad nonce) after which a key is locked out for 15 minutes; null = never. */
  lockoutAfter: number | null;
  /** Until this moment (ms) every private request is throttled; null = never. */
  throttledUntil: number | null;
  throttleSpelling: ThrottleSpelling;
  counters: Map<string, DecayingCounter>;
  failures: Map<string, { count: number; lockedUntil: number }>;
}

export function createLimits(): Limits {
  const none = { tier: null, lockoutAfter: null, throttledUntil: null };
  return { ...none, throttleSpelling: 'blank', counters: new Map(), failures: new Map() };
}

/** The REST call counter of a key. Calls over the limit count as well, as the documentation warns. */
export function countCall(limits: Limits, apiKey: string, cost: number, now: number): void {
  if (!limits.tier || cost === 0) return;
  const { rest, restDecay } = tiers[limits.tier];
  if (add(limits, `rest ${apiKey}`, cost, restDecay, now) > rest) refuse('EAPI:Rate limit exceeded');
}

/** The matching engine's counter, per customer and pair. Cancels raise the counter and are never refused. */
export function countTransaction(
  limits: Limits,
  customer: string,
  pair: string,
  kind: 'add' | 'amend' | 'edit' | 'cancel',
  ageMs: number,
  now: number,
): void {
  if (!limits.tier) return;
  const { trading, tradingDecay } = tiers[limits.tier];
  const aged = kind === 'add' ? 0 : (ageCosts[kind].find(([below]) => ageMs < below * 1000)?.[1] ?? 0);
  const value = add(limits, `trading ${customer} ${pair}`, (kind === 'cancel' ? 0 : 1) + aged, tradingDecay, now);
  if (kind !== 'cancel' && value > trading) refuse('EOrder:Rate limit exceeded');
}

/** A batch costs half a point for each order (docs.kraken.com/exchange/guides/general/ratelimits, Batch Add). */
export function countBatch(limits: Limits, customer: string, pair: string, orders: number, now: number): void {
  if (!limits.tier) return;
  const { trading, tradingDecay } = tiers[limits.tier];
  if (add(limits, `trading ${customer} ${pair}`, orders / 2, tradingDecay, now) > trading)
    refuse('EOrder:Rate limit exceeded');
}

/** Open orders a customer may have in one pair. */
export function checkOpenOrders(limits: Limits, openInPair: number): void {
  if (limits.tier && openInPair >= tiers[limits.tier].open) refuse('EOrder:Orders limit exceeded');
}

function add(limits: Limits, name: string, cost: number, decay: number, now: number): number {
  const last = limits.counters.get(name) ?? { value: 0, at: now };
  limits.counters.set(name, last);
  return raiseCounter(last, cost, decay, now);
}

const lockoutMs = 15 * 60_000;

export function checkLockout(limits: Limits, apiKey: string, now: number): void {
  if (limits.lockoutAfter === null) return;
  if ((limits.failures.get(apiKey)?.lockedUntil ?? 0) > now) refuse('EGeneral:Temporary lockout');
}

export function checkThrottle({ throttledUntil, throttleSpelling }: Limits, now: number): void {
  if (throttledUntil !== null && now < throttledUntil)
    refuse(throttleSpellings[throttleSpelling](Math.ceil(throttledUntil / 1000)));
}

/** Notes how a request of this key ended; enough key or nonce errors in a row lock it out. */
export function noteOutcome(limits: Limits, apiKey: string, error: string | null, now: number): void {
  if (limits.lockoutAfter === null || error === 'EGeneral:Temporary lockout') return;
  if (error !== 'EAPI:Invalid key' && error !== 'EAPI:Invalid nonce') {
    limits.failures.delete(apiKey);
    return;
  }
  const count = (limits.failures.get(apiKey)?.count ?? 0) + 1;
  const lockedUntil = count > limits.lockoutAfter ? now + lockoutMs : 0;
  limits.failures.set(apiKey, { count, lockedUntil });
}
