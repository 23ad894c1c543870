import { AsyncLocalStorage } from 'node:async_hooks';
import { vi } from 'vitest';
import { randomNumbers } from '../../../infra/local/exchanges/engine/world.ts';

/** Where every scenario begins; nothing depends on when the tests run. */
export const startTime = Date.UTC(2026, 4, 20, 10, 30);

/** Whether the worker dies at this hop: before anything leaves it, or after the other side has acted and before the answer is read. */
export type Crash = (hop: { readonly index: number; readonly label: string }, when: 'before' | 'after') => boolean;

/** One run of a function, from its event to its answer or its death. */
export interface Invocation {
  readonly name: string;
  /** What it has waited for, in order: table, KMS and exchange requests, sleeps. */
  readonly hops: string[];
  /** Hops that have begun and not ended. */
  readonly waiting: Map<number, string>;
  readonly crash: Crash;
  state: 'running' | 'ended' | 'died';
  /** True time at which it ended or died. */
  endedAt: number;
  readonly onDeath: () => void;
}

/** The two ends of one hop. What was sent goes on when the worker dies; what comes back then meets nobody. */
export interface DependencyCall<T> {
  later(ms: number, run: () => void | Promise<void>): void;
  end(ms: number, outcome: () => T): void;
}

interface Planned {
  readonly time: number;
  readonly tie: number;
  readonly run: () => void | Promise<void>;
}

export interface VirtualTime {
  now(): number;
  random(): number;
  note(line: string): void;
  readonly trace: string[];
  at(time: number, run: () => void | Promise<void>): void;
  begin(invocation: Invocation): void;
  end(invocation: Invocation): void;
  die(invocation: Invocation): void;
  /** Runs what happens up to `until`, in order of virtual time; ends early when `done`. */
  run(until?: number, done?: () => boolean): Promise<void>;
}

const storage = new AsyncLocalStorage<Invocation>();
export function inInvocation<T>(invocation: Invocation, run: () => T): T {
  return storage.run(invocation, run);
}
export function currentInvocation(): Invocation | undefined {
  return storage.getStore();
}

let current: VirtualTime | null = null;

/** The clock, the scheduler and the source of chance of one scenario. Local clocks show `skewMs` more than true time. */
export function openTime(seed: number, skewMs: number): VirtualTime {
  const random = randomNumbers(seed);
  const planned: Planned[] = [];
  const alive = new Set<Invocation>();
  const trace: string[] = [];
  let now = startTime;
  let deaths = 0;
  const moveTo = (time: number): void => {
    now = Math.max(now, time);
    vi.setSystemTime(now + skewMs);
  };
  const note = (line: string): void => void trace.push(`${String(now - startTime).padStart(7)} ms  ${line}`);
  const time: VirtualTime = {
    now: () => now,
    random,
    note,
    trace,
    // Chance decides between things that happen at the same moment.
    at: (when, run) => void planned.push({ time: when, tie: random(), run }),
    begin: (invocation) => void alive.add(invocation),
    end: (invocation) => void alive.delete(invocation),
    die: (invocation) => {
      if (invocation.state !== 'running') return;
      note(`${invocation.name} DIES`);
      invocation.state = 'died';
      deaths += 1;
      invocation.endedAt = now;
      alive.delete(invocation);
      invocation.onDeath();
    },
    run: async (until = Number.POSITIVE_INFINITY, done = () => false) => {
      for (;;) {
        for (const abandoned of await settled(alive, deaths > 0)) time.die(abandoned);
        if (done()) return;
        const next = earliest(planned);
        if (next === undefined || next.time > until) break;
        planned.splice(planned.indexOf(next), 1);
        moveTo(next.time);
        await next.run();
      }
      if (Number.isFinite(until)) moveTo(until);
    },
  };
  vi.useFakeTimers({ toFake: ['Date'] });
  moveTo(startTime);
  current = time;
  return time;
}

export function closeTime(): void {
  current = null;
  vi.useRealTimers();
}

function earliest(planned: readonly Planned[]): Planned | undefined {
  return planned.reduce<Planned | undefined>(
    (best, one) =>
      best === undefined || one.time < best.time || (one.time === best.time && one.tie < best.tie) ? one : best,
    undefined,
  );
}

/**
 * For a call that waits for what another call of the same container is loading. Counted in turns of the event loop, not in time: what a
 * busy machine is slow at would be passed over, and the same seed would play otherwise.
 */
const graceTurns = 200;
const giveUpMs = 20_000;

/**
 * Promises alone take no macrotask; what still runs afterwards ends in a hop or in an answer. Returns the calls that wait for what a dead call
 * of their container was loading: the container has died, and each of them with it.
 */
async function settled(alive: ReadonlySet<Invocation>, hasDeaths: boolean): Promise<readonly Invocation[]> {
  const began = performance.now();
  for (let turn = 0; ; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    const idle = [...alive].filter(({ waiting }) => waiting.size === 0);
    if (idle.length === 0 || (idle.length < alive.size && turn > graceTurns)) return [];
    if (performance.now() - began < giveUpMs) continue;
    if (hasDeaths) return idle;
    const lasts = idle.map(({ name, hops }) => `${name} after ${hops.at(-1) ?? 'nothing'}`);
    throw new Error(`neither waiting nor done: ${lasts.join(', ')}`);
  }
}

const never = new Promise<never>(() => undefined);

/** One wait of the invocation under way: `plan` says what happens when, in virtual time. */
export function callDependency<T>(
  label: string,
  plan: (dependency: DependencyCall<T>, time: VirtualTime) => void,
): Promise<T> {
  const [invocation, time] = [currentInvocation(), current];
  if (invocation === undefined || time === null) throw new Error(`${label} outside an invocation`);
  if (invocation.state !== 'running') return never;
  const index = invocation.hops.push(label) - 1;
  const isEnd = (when: 'before' | 'after'): boolean => {
    if (invocation.state === 'running' && invocation.crash({ index, label }, when)) time.die(invocation);
    return invocation.state !== 'running';
  };
  if (isEnd('before')) return never;
  invocation.waiting.set(index, label);
  return new Promise<T>((resolve, reject) => {
    const end = (ms: number, outcome: () => T): void =>
      time.at(time.now() + ms, () => {
        if (isEnd('after')) return;
        invocation.waiting.delete(index);
        try {
          resolve(outcome());
        } catch (error) {
          reject(error);
        }
      });
    plan({ later: (ms, run) => time.at(time.now() + ms, run), end }, time);
  });
}

export function sleep(ms: number): Promise<void> {
  return callDependency(`sleep ${Math.round(ms)}`, (dependency) =>
    dependency.end(Math.ceil(Math.max(ms, 0)), () => undefined),
  );
}

/** The AWS SDK waits with the global timer before it repeats a request. */
export function virtualTimers(): () => void {
  const original = globalThis.setTimeout;
  const replacement = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): unknown => {
    if (currentInvocation() === undefined || current === null) return original(run, ms, ...args);
    return void sleep(ms).then(() => run(...args));
  };
  globalThis.setTimeout = Object.assign(replacement, original) as unknown as typeof setTimeout;
  return () => {
    globalThis.setTimeout = original;
  };
}
