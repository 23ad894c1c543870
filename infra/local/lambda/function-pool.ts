import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type FunctionThread, type Invocation, startThread } from './function-thread.ts';

export type { Invocation } from './function-thread.ts';

export interface PoolSettings {
  /** Where the bundles are: `<distDir>/<function name>/index.mjs`. */
  readonly distDir: string;
  /** At most so many threads per function, each running one event at a time. */
  readonly workers: number;
  /** Beyond so many threads of all functions together, the longest idle one ends for each that starts. Default 48. */
  readonly maxThreads?: number;
  /** The whole environment of every function; nothing is inherited from this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Functions that have their module elsewhere, and more environment than all have. */
  readonly functions?: ReadonlyMap<string, FunctionSettings>;
  /** One line of a function's console output. Default: this process's stderr. */
  readonly onLog?: (line: string, functionName: string) => void;
}

export interface FunctionSettings {
  /** The module that exports `handler`. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface FunctionPool {
  /** Runs the function on `event`. Never rejects: a crash, a timeout or an unknown function is an Invocation too. */
  invoke(functionName: string, event: unknown, timeoutMs: number): Promise<Invocation>;
  /** Kills every thread of the function at once, as a lost host would. Answers how many were running an event. */
  kill(functionName: string): Promise<number>;
  /** Ends all threads; waiting events are answered with an error. Resolves when all are gone. */
  close(): Promise<void>;
}

interface Waiting {
  readonly event: string;
  readonly timeoutMs: number;
  readonly answer: (invocation: Invocation) => void;
}

/** One function: its idle threads (most recently used last), the busy ones, and the events waiting for one. */
interface Lane {
  readonly idle: FunctionThread[];
  readonly busy: Set<FunctionThread>;
  readonly queue: Waiting[];
}

/** A warm thread of a function that has loaded an exchange holds about 30 MB. */
const MAX_THREADS = 48;

const CLOSED: Invocation = { ok: false, errorType: 'Local.Closed', errorMessage: 'the local stack is closing' };

/** Warm workers for bundled functions: the concurrency that Lambda would give, in threads. */
export function createFunctionPool(settings: PoolSettings): FunctionPool {
  const lanes = new Map<string, Lane>();
  const threads = new Set<FunctionThread>();
  /** Of all lanes, the longest idle first. */
  const idle = new Set<FunctionThread>();
  const onLog = settings.onLog ?? ((line: string) => void process.stderr.write(`${line}\n`));
  let closed = false;

  function laneOf(functionName: string): Lane {
    const lane = lanes.get(functionName) ?? { idle: [], busy: new Set(), queue: [] };
    lanes.set(functionName, lane);
    return lane;
  }

  function takeThread(functionName: string, lane: Lane): FunctionThread | undefined {
    for (let thread = lane.idle.pop(); thread !== undefined; thread = lane.idle.pop()) {
      idle.delete(thread);
      if (thread.alive) return thread;
    }
    if (lane.busy.size >= settings.workers) return undefined;
    if (threads.size >= (settings.maxThreads ?? MAX_THREADS)) endLongestIdle();
    const own = settings.functions?.get(functionName);
    const thread = startThread({
      functionName,
      entry: pathToFileURL(own?.entry ?? join(settings.distDir, functionName, 'index.mjs')).href,
      env: {
        ...settings.env,
        ...own?.env,
        AWS_LAMBDA_FUNCTION_NAME: functionName,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      },
      onLog: (line) => onLog(line, functionName),
    });
    threads.add(thread);
    void thread.gone.then(() => threads.delete(thread));
    return thread;
  }

  /** Its lane finds it dead and forgets it. */
  function endLongestIdle(): void {
    const [thread] = idle;
    if (thread === undefined) return;
    idle.delete(thread);
    void thread.kill();
  }

  function drain(functionName: string, lane: Lane): void {
    while (lane.queue.length > 0 && !closed) {
      const thread = takeThread(functionName, lane);
      if (thread === undefined) return;
      const waiting = lane.queue.shift();
      if (waiting !== undefined) void runOn(thread, waiting, functionName, lane);
    }
  }

  async function runOn(thread: FunctionThread, waiting: Waiting, functionName: string, lane: Lane): Promise<void> {
    lane.busy.add(thread);
    const { event, timeoutMs, answer } = waiting;
    const invocation = await thread.run({ event, timeoutMs, requestId: randomUUID() });
    lane.busy.delete(thread);
    if (thread.alive) {
      lane.idle.push(thread);
      idle.add(thread);
    }
    if (!invocation.ok) onLog(`${functionName}: ${invocation.errorType}: ${invocation.errorMessage}`, functionName);
    answer(invocation);
    drain(functionName, lane);
  }

  return {
    invoke(functionName, event, timeoutMs) {
      if (closed) return Promise.resolve(CLOSED);
      const lane = laneOf(functionName);
      return new Promise((answer) => {
        lane.queue.push({ event: JSON.stringify(event) ?? 'null', timeoutMs, answer });
        drain(functionName, lane);
      });
    },
    async kill(functionName) {
      const lane = laneOf(functionName);
      const running = [...lane.busy];
      const resting = lane.idle.splice(0);
      for (const thread of resting) idle.delete(thread);
      await Promise.all([...running, ...resting].map((thread) => thread.kill()));
      return running.length;
    },
    async close() {
      closed = true;
      for (const lane of lanes.values()) for (const waiting of lane.queue.splice(0)) waiting.answer(CLOSED);
      await Promise.all([...threads].map((thread) => thread.kill()));
    },
  };
}
