import type { Invocation } from '../lambda/function-thread.ts';

export interface Schedules {
  /** Runs the job now, beside its timer. Rejects for a job that does not exist. */
  runNow(name: string): Promise<Invocation>;
  /** Stops the timers; running jobs go on. */
  close(): void;
}

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
/** setTimeout takes at most 2^31 - 1 ms (24.8 days) and fires at once when given more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Milliseconds of an EventBridge `rate(…)`. Throws for any other expression: `cron(…)` is not run locally. */
export function parseRate(expression: string): number {
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  const count = Number(match?.[1] ?? 0);
  if (match === null || count === 0) throw new Error(`schedule "${expression}": expected rate(<n> minutes|hours|days)`);
  return count * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

/**
 * Runs each job on its timer, as EventBridge Scheduler would: first after one period. A job that is still running
 * when its time comes is left out until the next period. Timers do not keep the process alive.
 */
export function startSchedules(
  schedules: Readonly<Record<string, string>>,
  run: (name: string) => Promise<Invocation>,
): Schedules {
  const periods = new Map(Object.entries(schedules).map(([name, expression]) => [name, parseRate(expression)]));
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Set<string>();
  let closed = false;

  function arm(name: string, waitMs: number): void {
    if (closed) return;
    const step = Math.min(waitMs, LONGEST_TIMER_MS);
    const timer = setTimeout(() => (waitMs > step ? arm(name, waitMs - step) : tick(name)), step);
    timers.set(name, timer.unref());
  }

  function tick(name: string): void {
    arm(name, periods.get(name) ?? LONGEST_TIMER_MS);
    if (!running.has(name)) void track(name);
  }

  async function track(name: string): Promise<void> {
    running.add(name);
    await run(name).finally(() => running.delete(name));
  }

  for (const [name, period] of periods) arm(name, period);
  return {
    runNow: async (name) => {
      if (periods.has(name)) return run(name);
      throw new Error(`no job "${name}"; there are: ${[...periods.keys()].join(', ')}`);
    },
    close: () => {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
