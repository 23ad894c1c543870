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
  admin: { rate: 5, burst: 10 },
  open: { rate: 10, burst: 20 },
};

function classOf({ safety, scope }: Route): ThrottleClass {
  if (safety) return 'safety';
  return scope === null ? 'open' : (scope.slice('oems/'.length) as ThrottleClass);
}

export function throttleOf(route: Route, { throttles }: Pick<DeployOptions, 'throttles'>): Throttle {
  const name = classOf(route);
  return throttles[name] ?? defaults[name];
}

/** The share of a path that no route has. */
export function throttleOfRest({ throttles }: Pick<DeployOptions, 'throttles'>): Throttle {
  return throttles.open ?? defaults.open;
}
