import type { Route } from '../../lib/contract/route.ts';
import type { DeployOptions } from './stage.ts';

type ThrottleClass = keyof DeployOptions['throttles'];

interface Throttle {
  /** Calls per second, over all callers of a route. */
  readonly rate: number;
  /** Calls at once. */
  readonly burst: number;
}

/**
 * API Gateway counts the calls of a route over all callers, so a caller can use up the share of a route. Calls that stop trading get ten times
 * the share of an order. Key changes are rare. Routes without a token are open to every caller.
 */
const defaults: Record<ThrottleClass, Throttle> = {
  safety: { rate: 500, burst: 1000 },
  trade: { rate: 50, burst: 100 },
  read: { rate: 100, burst: 200 },
  heavy: { rate: 10, burst: 20 },
  admin: { rate: 5, burst: 10 },
  open: { rate: 10, burst: 20 },
};

function classOf({ safety, heavy, scope }: Route): ThrottleClass {
  if (heavy) return 'heavy';
  if (safety) return 'safety';
  return scope === null ? 'open' : (scope.slice('oems/'.length) as ThrottleClass);
}

export function throttleOf(route: Route, { throttles }: Pick<DeployOptions, 'throttles'>): Throttle {
  const name = classOf(route);
  return throttles[name] ?? defaults[name];
}

/** A tenant alone gets a fifth of a route's share from one container. */
const budgets: Record<keyof DeployOptions['tenantBudgets'], Throttle> = {
  trade: { rate: 10, burst: 20 },
  read: { rate: 20, burst: 40 },
  heavy: { rate: 2, burst: 5 },
  admin: { rate: 1, burst: 10 },
};

/** The budget of a tenant in a container. Null: the operation stops trading, or knows no tenant. */
export function budgetOf(route: Route, { tenantBudgets }: Pick<DeployOptions, 'tenantBudgets'>): Throttle | null {
  const name = classOf(route);
  return name === 'safety' || name === 'open' ? null : (tenantBudgets[name] ?? budgets[name]);
}

/** The share of a path that no route has. */
export function throttleOfRest({ throttles }: Pick<DeployOptions, 'throttles'>): Throttle {
  return throttles.open ?? defaults.open;
}
