import { env } from '../aws/env.ts';
import type { Route } from '../contract/route.ts';
import { OemsError } from '../errors.ts';

/** A bucket holds `burst` calls at most and gets `rate` calls a second. */
export interface Budget {
  readonly rate: number;
  readonly burst: number;
}

export interface Bucket {
  readonly calls: number;
  /** Epoch ms of the last call. */
  readonly at: number;
}

export type Spending = { readonly bucket: Bucket; readonly allowed: boolean; readonly waitMs: number };

/** A tenant without a bucket has a full one. A clock that goes back gives nothing and takes nothing. */
export function spend(before: Bucket | undefined, { rate, burst }: Budget, now: number): Spending {
  const { calls, at } = before ?? { calls: burst, at: now };
  const filled = Math.min(burst, calls + (Math.max(0, now - at) * rate) / 1000);
  if (filled >= 1) return { bucket: { calls: filled - 1, at: now }, allowed: true, waitMs: 0 };
  return { bucket: { calls: filled, at: now }, allowed: false, waitMs: ((1 - filled) * 1000) / rate };
}

/** A forgotten bucket counts as full, so forgetting refuses no tenant. */
const mostTenants = 1000;
const buckets = new Map<string, Bucket>();

/**
 * Counts a call of the tenant, and throws RATE_LIMITED when the tenant's budget in this container is used up. The count lives in memory: a
 * request to the table for each call would double the requests of a read. Calls that stop trading have no budget, whatever the environment says.
 */
export function chargeTenant(route: Route, tenant: string, now = Date.now()): void {
  const budget = route.safety || route.scope === null ? null : env.tenantBudget;
  if (budget === null) return;
  const key = [route.scope, tenant].join(' ');
  const { bucket, allowed, waitMs } = spend(buckets.get(key), budget, now);
  buckets.delete(key);
  buckets.set(key, bucket);
  forgetOldest();
  if (!allowed) throw overBudget(budget, Math.ceil(waitMs / 1000));
}

function forgetOldest(): void {
  const [oldest] = buckets.keys();
  if (buckets.size > mostTenants && oldest !== undefined) buckets.delete(oldest);
}

/** The headers follow draft-ietf-httpapi-ratelimit-headers-10: `q` calls in `w` seconds; `r` are left, and the next comes after `t` seconds. */
function overBudget({ rate, burst }: Budget, seconds: number): OemsError {
  return new OemsError(
    'RATE_LIMITED',
    `this service takes ${rate} calls a second of this kind from a tenant, and ${burst} at once; this call has sent nothing, repeat after Retry-After`,
    {
      retryAfterSeconds: seconds,
      headers: {
        'ratelimit-policy': `"tenant";q=${burst};w=${Math.ceil(burst / rate)}`,
        ratelimit: `"tenant";r=0;t=${seconds}`,
      },
    },
  );
}
