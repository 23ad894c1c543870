import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Route } from '../../../lib/contract/route.ts';
import { routes } from '../../../lib/contract/routes.ts';
import { OemsError } from '../../../lib/errors.ts';
import { type Bucket, type Budget, chargeTenant, spend } from '../../../lib/http/tenant-budget.ts';

const budgets = fc.record({ rate: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 1, max: 100 }) });
/** Pauses between calls in ms; a negative one is a clock that was set back. */
const pauses = fc.array(fc.integer({ min: -2000, max: 2000 }), { maxLength: 200 });

interface Played {
  readonly at: number;
  readonly allowed: boolean;
  readonly waitMs: number;
}

function play(budget: Budget, steps: readonly number[]): Played[] {
  let bucket: Bucket | undefined;
  let at = 1_000_000;
  return steps.map((step) => {
    at += step;
    const spent = spend(bucket, budget, at);
    bucket = spent.bucket;
    return { at, allowed: spent.allowed, waitMs: spent.waitMs };
  });
}

describe('the bucket of a tenant', () => {
  it('lets no more through than the burst and the rate over the time, from any call to any later call', () => {
    fc.assert(
      fc.property(budgets, pauses, (budget, steps) => {
        const calls = play(
          budget,
          steps.map((step) => Math.abs(step)),
        );
        for (let from = 0; from < calls.length; from += 7) {
          const seen = calls.slice(from);
          const spanMs = (seen.at(-1)?.at ?? 0) - (seen[0]?.at ?? 0);
          const most = budget.burst + (spanMs * budget.rate) / 1000;
          expect(seen.filter(({ allowed }) => allowed).length).toBeLessThanOrEqual(most + 1e-6);
        }
      }),
    );
  });

  it('refuses nobody who stays under the rate, whatever the burst', () => {
    fc.assert(
      fc.property(budgets, pauses, (budget, steps) => {
        const least = Math.ceil(1000 / budget.rate);
        const calls = play(
          budget,
          steps.map((step) => least + Math.abs(step)),
        );
        expect(calls.filter(({ allowed }) => !allowed)).toEqual([]);
      }),
    );
  });

  it('takes a refused call after the wait that was told, and not a tenth earlier', () => {
    fc.assert(
      fc.property(budgets, pauses, (budget, steps) => {
        let bucket: Bucket | undefined;
        let at = 1_000_000;
        for (const step of steps) {
          at += Math.abs(step) % 50;
          const spent = spend(bucket, budget, at);
          bucket = spent.bucket;
          if (spent.allowed) continue;
          expect(spend(bucket, budget, at + spent.waitMs * 0.9).allowed).toBe(false);
          expect(spend(bucket, budget, at + spent.waitMs + 0.001).allowed).toBe(true);
        }
      }),
    );
  });

  it('gets nothing from a clock that is set back', () => {
    fc.assert(
      fc.property(budgets, pauses, (budget, steps) => {
        const calls = play(
          budget,
          steps.map((step) => -Math.abs(step)),
        );
        expect(calls.filter(({ allowed }) => allowed).length).toBeLessThanOrEqual(budget.burst);
      }),
    );
  });
});

/** A tenant of its own for each test: buckets outlive a test, as they outlive a call. */
let tenants = 0;
function newTenant(): string {
  tenants += 1;
  return `tenant-${tenants}`;
}

function refusalOf(route: Route, tenant: string, now: number): OemsError | null {
  try {
    chargeTenant(route, tenant, now);
    return null;
  } catch (error) {
    if (error instanceof OemsError) return error;
    throw error;
  }
}

const all = Object.entries(routes) as [string, Route][];
const isFree = ({ safety, scope }: Route) => safety === true || scope === null;

describe('the budget of a call', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each(all.filter(([, route]) => isFree(route)))('%s has none: the ten thousandth call is taken', (_id, route) => {
    vi.stubEnv('OEMS_TENANT_BUDGET', '1/1');
    const tenant = newTenant();
    for (let call = 0; call < 10_000; call += 1) chargeTenant(route, tenant, 1000);
    expect(refusalOf(route, tenant, 1000)).toBeNull();
  });

  it.each(all.filter(([, route]) => !isFree(route)))('%s is refused over it, with the time to wait', (_id, route) => {
    vi.stubEnv('OEMS_TENANT_BUDGET', '2/3');
    const tenant = newTenant();
    for (let call = 0; call < 3; call += 1) expect(refusalOf(route, tenant, 1000)).toBeNull();
    expect(refusalOf(route, tenant, 1000)).toMatchObject({
      code: 'RATE_LIMITED',
      statusCode: 429,
      retryAfterSeconds: 1,
      headers: { 'ratelimit-policy': '"tenant";q=3;w=2', ratelimit: '"tenant";r=0;t=1' },
    });
    expect(refusalOf(route, newTenant(), 1000)).toBeNull();
    expect(refusalOf(route, tenant, 1500)).toBeNull();
  });

  it('is counted apart for reads, orders and keys', () => {
    vi.stubEnv('OEMS_TENANT_BUDGET', '1/1');
    const tenant = newTenant();
    for (const route of [routes.getBalance, routes.createOrder, routes.registerExchangeAccount])
      expect(refusalOf(route, tenant, 1000)).toBeNull();
    expect(refusalOf(routes.amendOrder, tenant, 1000)?.code).toBe('RATE_LIMITED');
  });

  it('without the variable there is none', () => {
    const tenant = newTenant();
    for (let call = 0; call < 1000; call += 1) chargeTenant(routes.getBalance, tenant, 1000);
    expect(refusalOf(routes.getBalance, tenant, 1000)).toBeNull();
  });

  it('ten thousand tenants do not let a tenant that goes on calling have a new budget', () => {
    vi.stubEnv('OEMS_TENANT_BUDGET', '1/1');
    const tenant = newTenant();
    chargeTenant(routes.getBalance, tenant, 1000);
    for (let other = 0; other < 10_000; other += 1) {
      chargeTenant(routes.getBalance, newTenant(), 1000);
      if (other % 500 === 0) expect(refusalOf(routes.getBalance, tenant, 1000)?.code).toBe('RATE_LIMITED');
    }
  });

  it.each(['10', '0/5', '5/0', 'x/y', '-1/5'])(
    '"%s" is no budget, and the calls fail by the name of the variable',
    (text) => {
      vi.stubEnv('OEMS_TENANT_BUDGET', text);
      expect(() => chargeTenant(routes.getBalance, newTenant(), 1000)).toThrow('OEMS_TENANT_BUDGET');
    },
  );
});
