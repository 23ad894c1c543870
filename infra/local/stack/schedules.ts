import type { Invocation } from '../lambda/function-thread.ts';
import { LONGEST_TIMER_MS } from './timers.ts';

export interface Schedules {
  /** Runs the job now; the timer of the job goes on. Rejects for an unknown job. */
  runNow(name: string): Promise<Invocation>;
  /** Stops the timers; running jobs go on. */
  close(): void;
}

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Milliseconds of an EventBridge `rate(…)`. Throws for every different expression: `cron(…)` does not run locally. */
export function parseRate(expression: string): number {
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  const count = Number(match?.[1] ?? 0);
  if (match === null || count === 0) throw new Error(`schedule "${expression}": expected rate(<n> minutes|hours|days)`);
  return count * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

interface SchedulesState {
  readonly periods: ReadonlyMap<string, number>;
  readonly run: Run;
  readonly timers: Map<string, NodeJS.Timeout>;
  readonly running: Set<string>;
  closed: boolean;
}

type Run = (name: string) => Promise<Invocation>;

/**
 * Runs each job on a timer, as EventBridge Scheduler would: the first run is after a period. A job that is still
 * running at the next time skips this time. Timers do not keep the process alive.
 */
export function startSchedules(schedules: Readonly<Record<string, string>>, run: Run): Schedules {
  const periods = new Map(Object.entries(schedules).map(([name, expression]) => [name, parseRate(expression)]));
  const state: SchedulesState = { periods, run, timers: new Map(), running: new Set(), closed: false };
  for (const [name, period] of periods) arm(state, name, period);
  return {
    runNow: (name) => runNow(state, name),
    close: () => {
      state.closed = true;
      for (const timer of state.timers.values()) clearTimeout(timer);
    },
  };
}

function arm(state: SchedulesState, name: string, waitMs: number): void {
  if (state.closed) return;
  const step = Math.min(waitMs, LONGEST_TIMER_MS);
  const timer = setTimeout(() => (waitMs > step ? arm(state, name, waitMs - step) : tick(state, name)), step);
  state.timers.set(name, timer.unref());
}

function tick(state: SchedulesState, name: string): void {
  arm(state, name, state.periods.get(name) ?? LONGEST_TIMER_MS);
  if (!state.running.has(name)) void track(state, name);
}

async function track({ run, running }: SchedulesState, name: string): Promise<void> {
  running.add(name);
  await run(name).finally(() => running.delete(name));
}

async function runNow({ periods, run }: SchedulesState, name: string): Promise<Invocation> {
  if (periods.has(name)) return run(name);
  throw new Error(`no job "${name}"; there are: ${[...periods.keys()].join(', ')}`);
}
