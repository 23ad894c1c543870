import type { Caller } from './calls.ts';
import type { Deployment, Skipped } from './deployment.ts';

/** A fact that only the deployment can prove. `run` returns the fact in words, or why the check was left out; a fault is a CheckFailure. */
export interface Check {
  readonly name: string;
  run(verification: Verification): Promise<string | Skipped>;
}

export interface Verification {
  readonly deployment: Deployment;
  readonly caller: Caller;
  /** The body of a registration with keys that may trade; null: no order is placed. */
  readonly account: Readonly<Record<string, unknown>> | null;
  /** Pauses between looks at a log or a metric, in ms. */
  readonly pauseMs: number;
}
