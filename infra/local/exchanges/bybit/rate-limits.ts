import * as z from 'zod';
import { type SlidingWindow, spendInWindow } from '../engine/rate-counters.ts';
import { parseInput, wholeNumber } from '../server/control-input.ts';
import type { ExchangeAnswer } from '../server/messages.ts';

/** What has been asked, and how the limits stand. Plain data. */
export interface Usage {
  enforced: boolean;
  /** customer + path -> requests of the last second. */
  readonly endpoints: Map<string, SlidingWindow>;
  /** Requests of the one address that all callers of a simulator have. */
  readonly address: SlidingWindow;
  /** Until when every request of the address is answered 403. */
  bannedUntil: number;
  banBody: 'html' | 'empty';
}

export function nothingUsed(): Usage {
  return {
    ...{ enforced: false, endpoints: new Map(), address: { spent: [] }, bannedUntil: 0 },
    banBody: 'html',
  };
}

const addressBudget = { budget: 600, windowMs: 5000 };
const banMs = 10 * 60_000;

/** 600 requests in 5 s of one address, then HTTP 403 for at least 10 minutes (docs v5, rate-limit). */
export function refuseAddress(usage: Usage, now: number): ExchangeAnswer | null {
  if (usage.enforced && now >= usage.bannedUntil && !spendInWindow(usage.address, 1, addressBudget, now))
    usage.bannedUntil = now + banMs;
  if (now >= usage.bannedUntil) return null;
  const page = '<html><head><title>403 Forbidden</title></head><body>access too frequent</body></html>';
  const body = usage.banBody === 'html' ? page : '';
  return { status: 403, body, contentType: usage.banBody === 'html' ? 'text/html' : 'application/json' };
}

export interface Allowance {
  readonly isOver: boolean;
  readonly headers: Record<string, string>;
}

/** Takes one request of the budget of a user at an endpoint: `perSecond` requests a second. */
export function spendAt(
  { enforced, endpoints }: Usage,
  { customer, path, perSecond }: { readonly customer: string; readonly path: string; readonly perSecond: number },
  now: number,
): Allowance {
  const name = `${customer} ${path}`;
  const window = endpoints.get(name) ?? { spent: [] };
  endpoints.set(name, window);
  const fits = spendInWindow(window, 1, { budget: perSecond, windowMs: 1000 }, now);
  const oldest = window.spent[0]?.[0] ?? now;
  return {
    isOver: enforced && !fits,
    headers: {
      'X-Bapi-Limit': String(perSecond),
      'X-Bapi-Limit-Status': String(Math.max(0, perSecond - window.spent.length)),
      'X-Bapi-Limit-Reset-Timestamp': String(fits ? now : oldest + 1000),
    },
  };
}

const input = z.strictObject({
  enabled: z.boolean().optional(),
  banned_ms: wholeNumber.nullable().optional(),
  ban_body: z.enum(['html', 'empty']).optional(),
});

/**
 * `limits {enabled?, banned_ms?, ban_body?}`: whether the documented budgets are enforced, and how long from now on every request is answered
 * with HTTP 403 (null: not). An empty body only asks.
 */
export function controlLimits(usage: Usage, now: number, body: Record<string, unknown>): unknown {
  const { enabled = usage.enforced, banned_ms: banned, ban_body: banBody = usage.banBody } = parseInput(input, body);
  Object.assign(usage, { enforced: enabled, banBody });
  if (banned !== undefined) usage.bannedUntil = banned === null ? 0 : now + banned;
  return { enabled: usage.enforced, banned_ms: Math.max(0, usage.bannedUntil - now), ban_body: usage.banBody };
}
