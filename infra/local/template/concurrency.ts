import type { Invocation } from '../lambda/function-thread.ts';
import { THROTTLED } from '../lambda/lambda-answer.ts';
import type { DeployedFunction } from './read-functions.ts';

type Invoke = (functionName: string, event: unknown, timeoutMs: number) => Promise<Invocation>;

interface Share {
  readonly limit: number;
  running: number;
}

/**
 * The limits of concurrent executions as Lambda holds them: a function with reserved concurrency runs only in a share of its own; the remaining
 * functions share the rest of the account's limit. An invocation beyond a share is refused at once and never queued (Lambda developer guide,
 * "Understanding Lambda function scaling"). `accountLimit` null: without limits. `onThrottle` hears the name of the refused function.
 */
export function limitConcurrency(
  functions: readonly Pick<DeployedFunction, 'name' | 'reservedConcurrency'>[],
  accountLimit: number | null,
  invoke: Invoke,
  onThrottle: (functionName: string) => void,
): Invoke {
  if (accountLimit === null) return invoke;
  const shareOf = sharesOf(functions, accountLimit);
  return async (functionName, event, timeoutMs) => {
    const share = shareOf(functionName);
    if (share.running >= share.limit) {
      onThrottle(functionName);
      return { ok: false, errorType: THROTTLED, errorMessage: 'Rate Exceeded.' };
    }
    share.running += 1;
    return invoke(functionName, event, timeoutMs).finally(() => {
      share.running -= 1;
    });
  };
}

function sharesOf(
  functions: readonly Pick<DeployedFunction, 'name' | 'reservedConcurrency'>[],
  accountLimit: number,
): (functionName: string) => Share {
  const reserved = new Map<string, Share>();
  for (const { name, reservedConcurrency: limit } of functions)
    if (limit !== null) reserved.set(name, { limit, running: 0 });
  const taken = [...reserved.values()].reduce((sum, { limit }) => sum + limit, 0);
  const rest: Share = { limit: accountLimit - taken, running: 0 };
  if (rest.limit <= 0) throw new Error(`reserved shares of ${taken} executions leave nothing of ${accountLimit}`);
  return (functionName) => reserved.get(functionName) ?? rest;
}
