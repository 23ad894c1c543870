import * as z from 'zod';
import { parseInput } from '../../server/control-input.ts';
import type { Budget } from './budgets.ts';
import { Refusal } from './refusal.ts';

/** What an address or an account has used of a window that began at `start`. */
interface Used {
  start: number;
  used: number;
  /** Requests refused in this window. */
  refused: number;
}

export interface OrderLimit {
  /** As in the headers and in exchangeInfo: 10S, 1M, 1D. */
  readonly name: string;
  readonly interval: 'SECOND' | 'MINUTE' | 'DAY';
  readonly intervalNum: number;
  readonly windowMs: number;
  limit: number;
}

/** Weight is counted per address, orders per account (spot/rest-api, LIMITS). All of it is data. */
export interface Limits {
  enforced: boolean;
  weightPerMinute: number;
  readonly orders: readonly OrderLimit[];
  /** Refused requests of a minute that ban the address. Binance publishes no number. */
  banAfter: number;
  readonly byAddress: Map<string, Used>;
  readonly byAccount: Map<string, Used>;
  readonly bans: Map<string, { until: number; times: number }>;
}

export function createLimits(weightPerMinute: number, orders: readonly OrderLimit[]): Limits {
  const kept = { byAddress: new Map(), byAccount: new Map(), bans: new Map() };
  return { enforced: true, weightPerMinute, orders: orders.map((each) => ({ ...each })), banAfter: 10, ...kept };
}

const minuteMs = 60_000;

/** Windows follow the clock: a minute begins at second 0. */
function windowOf(all: Map<string, Used>, name: string, windowMs: number, now: number): Used {
  const start = now - (now % windowMs);
  const known = all.get(name);
  if (known?.start === start) return known;
  const fresh = { start, used: 0, refused: 0 };
  all.set(name, fresh);
  return fresh;
}

/** "IP bans are tracked and scale in duration for repeat offenders, from 2 minutes to 3 days" (spot/rest-api). */
const firstBanMs = 2 * minuteMs;
const longestBanMs = 3 * 24 * 60 * minuteMs;

export function checkBan({ bans, enforced }: Limits, address: string, now: number): void {
  const ban = bans.get(address);
  if (!enforced || !ban || ban.until <= now) return;
  const wait = Math.ceil((ban.until - now) / 1000);
  throw new Refusal(-1003, `Way too much request weight used; IP banned until ${ban.until}.`, 418, wait);
}

/** Takes weight from a minute's budget. */
export function spendWeight(limits: Limits, address: string, budget: Budget, weight: number, now: number): void {
  const window = windowOf(limits.byAddress, budget.payer, minuteMs, now);
  if (limits.enforced && window.used + weight > budget.perMinute) {
    window.refused += 1;
    refuseWeight(limits, address, { window, budget, now });
  }
  window.used += weight;
}

/** A new order that is accepted weighs nothing (spot/rest-api, 2023-08). */
export function giveBack({ byAddress }: Limits, { payer }: Budget, weight: number, now: number): void {
  const window = windowOf(byAddress, payer, minuteMs, now);
  window.used = Math.max(0, window.used - weight);
}

interface Excess {
  readonly window: Used;
  readonly budget: Budget;
  readonly now: number;
}

function refuseWeight(limits: Limits, address: string, { window, budget, now }: Excess): never {
  if (window.refused > limits.banAfter) {
    const { times } = limits.bans.get(address) ?? { times: 0 };
    limits.bans.set(address, { until: now + Math.min(firstBanMs * 2 ** times, longestBanMs), times: times + 1 });
    checkBan(limits, address, now);
  }
  const msg = `Too much request weight used; current limit is ${budget.perMinute} request weight per 1 MINUTE.`;
  throw new Refusal(-1003, msg, 429, Math.ceil((window.start + minuteMs - now) / 1000));
}

export function usedWeight({ byAddress }: Limits, { payer }: Budget, now: number): number {
  return windowOf(byAddress, payer, minuteMs, now).used;
}

/** Refuses orders beyond the account's limits, before they reach the engine. */
export function checkOrderCount(limits: Limits, customer: string, count: number, now: number): void {
  for (const { name, windowMs, limit, interval, intervalNum } of limits.orders) {
    const { used, start } = windowOf(limits.byAccount, `${customer} ${name}`, windowMs, now);
    if (!limits.enforced || used + count <= limit) continue;
    const msg = `Too many new orders; current limit is ${limit} orders per ${intervalNum} ${interval}.`;
    throw new Refusal(-1015, msg, 429, Math.ceil((start + windowMs - now) / 1000));
  }
}

/** Counts orders, and answers the headers that tell the counts. A negative count takes filled orders out again. */
export function countOrders(limits: Limits, customer: string, count: number, now: number): Record<string, string> {
  const counted = limits.orders.map(({ name, windowMs }) => {
    const window = windowOf(limits.byAccount, `${customer} ${name}`, windowMs, now);
    window.used = Math.max(0, window.used + count);
    return [`X-MBX-ORDER-COUNT-${name}`, String(window.used)] as const;
  });
  return Object.fromEntries(counted);
}

const input = z.strictObject({
  enforced: z.boolean().optional(),
  weight: z.int().positive().optional(),
  orders: z.record(z.string(), z.int().positive()).optional(),
  ban_after: z.int().nonnegative().optional(),
  used: z.strictObject({ address: z.string(), weight: z.int().nonnegative() }).optional(),
  ban: z.strictObject({ address: z.string(), ms: z.int().nonnegative() }).optional(),
});

/**
 * `limits {enforced, weight, orders: {10S: n}, ban_after, used: {address, weight}, ban: {address, ms}}`. `used` is the weight that foreign
 * clients at the address have used of the running minute. An empty body only asks.
 */
export function setLimits(limits: Limits, now: number, body: Record<string, unknown>): unknown {
  const { enforced, weight, orders = {}, ban_after: banAfter, used, ban } = parseInput(input, body);
  limits.enforced = enforced ?? limits.enforced;
  limits.weightPerMinute = weight ?? limits.weightPerMinute;
  limits.banAfter = banAfter ?? limits.banAfter;
  for (const each of limits.orders) each.limit = orders[each.name] ?? each.limit;
  if (used) windowOf(limits.byAddress, used.address, minuteMs, now).used = used.weight;
  if (ban) limits.bans.set(ban.address, { until: now + ban.ms, times: 1 });
  const counts = Object.fromEntries(limits.orders.map(({ name, limit }) => [name, limit]));
  return { enforced: limits.enforced, weight: limits.weightPerMinute, orders: counts, ban_after: limits.banAfter };
}
