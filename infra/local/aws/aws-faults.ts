/**
 * Faults and request counts of a local AWS service: one control surface for DynamoDB, KMS and SQS.
 * `GET /_control/counts` answers `{"GetItem": 3}`; `DELETE` of the same path resets the counts.
 * `POST /_control/fault` arms a fault.
 */

/**
 * - `throttle`: refused as a busy AWS service refuses; not applied
 * - `error`: an internal server error; not applied
 * - `timeout-not-applied`: the connection is cut before the request is applied
 * - `timeout-applied`: the request is applied, then the connection is cut: the caller cannot know the outcome
 * - `delay`: applied and answered, `delayMs` late
 */
export type FaultKind = 'throttle' | 'error' | 'timeout-not-applied' | 'timeout-applied' | 'delay';

export interface Fault {
  /** An operation such as `UpdateItem`, or `*` for every operation. */
  readonly operation: string;
  readonly kind: FaultKind;
  /** Number of requests that get the fault. Default 1. */
  readonly times?: number;
  /** For `delay`, in milliseconds. Default 1000. */
  readonly delayMs?: number;
  /** Number of matching requests that pass before the first fault. Default 0. */
  readonly after?: number;
}

interface TakenFault {
  readonly kind: FaultKind;
  readonly delayMs: number;
}

export interface Faults {
  arm(fault: Fault): void;
  /** Disarms every fault. */
  clear(): void;
  /** Counts a request and returns the fault for this request. */
  take(operation: string): TakenFault | undefined;
  /** Requests per operation since the start or the last reset, including requests with a fault. */
  counts(): Record<string, number>;
  resetCounts(): void;
}

interface ArmedFault {
  readonly fault: Fault;
  left: number;
  passing: number;
}

const KINDS: readonly string[] = ['throttle', 'error', 'timeout-not-applied', 'timeout-applied', 'delay'];

export function createFaults(): Faults {
  const armed: ArmedFault[] = [];
  const counted = new Map<string, number>();
  return {
    arm: (fault) => void armed.push({ fault, left: fault.times ?? 1, passing: fault.after ?? 0 }),
    clear: () => {
      armed.length = 0;
    },
    take: (operation) => {
      counted.set(operation, (counted.get(operation) ?? 0) + 1);
      return takeArmed(armed, operation);
    },
    counts: () => Object.fromEntries(counted),
    resetCounts: () => counted.clear(),
  };
}

function takeArmed(armed: readonly ArmedFault[], operation: string): TakenFault | undefined {
  for (const entry of armed) {
    const { fault } = entry;
    if (entry.left === 0 || (fault.operation !== '*' && fault.operation !== operation)) continue;
    if (entry.passing > 0) {
      entry.passing -= 1;
      continue;
    }
    entry.left -= 1;
    return { kind: fault.kind, delayMs: fault.delayMs ?? 1_000 };
  }
  return undefined;
}

/** Reads a fault from the body of a control request. Throws an error that names the wrong field. */
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
