/**
 * How a local AWS service is told to misbehave, and what it has been asked: one control surface for DynamoDB and
 * KMS. `GET /_control/counts` answers `{"GetItem": 3}`; `DELETE` the same resets; `POST /_control/fault` arms a fault.
 */

/**
 * - `throttle`: refused as AWS refuses when busy; not applied
 * - `error`: an internal server error; not applied
 * - `timeout-not-applied`: the connection is cut before anything happened
 * - `timeout-applied`: applied, then the connection is cut: the caller cannot know
 * - `delay`: applied and answered, `delayMs` late
 */
export type FaultKind = 'throttle' | 'error' | 'timeout-not-applied' | 'timeout-applied' | 'delay';

export interface Fault {
  /** An operation such as `UpdateItem`, or `*` for any. */
  readonly operation: string;
  readonly kind: FaultKind;
  /** How many requests it hits. Default 1. */
  readonly times?: number;
  /** For `delay`, in milliseconds. Default 1000. */
  readonly delayMs?: number;
  /** How many matching requests pass first. Default 0. */
  readonly after?: number;
}

export interface Faults {
  arm(fault: Fault): void;
  /** Disarms every fault. */
  clear(): void;
  /** Counts a request and answers the fault it shall suffer. */
  take(operation: string): { readonly kind: FaultKind; readonly delayMs: number } | undefined;
  /** Requests per operation since the start or the last reset, faulty ones included. */
  counts(): Record<string, number>;
  resetCounts(): void;
}

const KINDS: readonly string[] = ['throttle', 'error', 'timeout-not-applied', 'timeout-applied', 'delay'];

export function createFaults(): Faults {
  const armed: { fault: Fault; left: number; passing: number }[] = [];
  const counted = new Map<string, number>();
  return {
    arm: (fault) => {
      armed.push({ fault, left: fault.times ?? 1, passing: fault.after ?? 0 });
    },
    clear: () => {
      armed.length = 0;
    },
    take: (operation) => {
      counted.set(operation, (counted.get(operation) ?? 0) + 1);
      for (const entry of armed) {
        if (entry.left === 0 || (entry.fault.operation !== '*' && entry.fault.operation !== operation)) continue;
        if (entry.passing > 0) {
          entry.passing -= 1;
          continue;
        }
        entry.left -= 1;
        return { kind: entry.fault.kind, delayMs: entry.fault.delayMs ?? 1_000 };
      }
      return undefined;
    },
    counts: () => Object.fromEntries(counted),
    resetCounts: () => counted.clear(),
  };
}

/** A fault out of a control request. Throws with what is wrong. */
export function parseFault(json: string): Fault {
  const value = JSON.parse(json) as Record<string, unknown>;
  const { operation, kind, times = 1, delayMs = 1_000, after = 0 } = value;
  if (typeof operation !== 'string' || operation === '') throw new Error('operation: a name or *');
  if (!KINDS.includes(String(kind))) throw new Error(`kind: one of ${KINDS.join(', ')}`);
  for (const [name, number] of Object.entries({ times, delayMs, after })) {
    if (!Number.isInteger(number) || Number(number) < 0) throw new Error(`${name}: a whole number`);
  }
  return { operation, kind: kind as FaultKind, times: Number(times), delayMs: Number(delayMs), after: Number(after) };
}
