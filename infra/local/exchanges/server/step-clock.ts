/** A clock that stands still during a step, so that the step can be taken again at the same time. */
export interface StepClock {
  readonly now: () => number;
  /** Runs a step at a time. */
  during<T>(at: number, run: () => T): T;
}

/** Never goes back: neither before a told time nor before a step. Dates in a ledger never fall. */
export function createStepClock(real: () => number = Date.now): StepClock {
  let held: number | null = null;
  let latest = 0;
  const now = () => {
    latest = Math.max(latest, held ?? real());
    return held ?? latest;
  };
  function during<T>(at: number, run: () => T): T {
    held = at;
    latest = Math.max(latest, at);
    try {
      return run();
    } finally {
      held = null;
    }
  }
  return { now, during };
}
