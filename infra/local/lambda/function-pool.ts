import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type FunctionThread, type Invocation, startThread } from './function-thread.ts';

interface PoolSettings {
  /** Folder of the bundles: `<distDir>/<function name>/index.mjs`. */
  readonly distDir: string;
  /** Largest number of threads per function. A thread runs a single event at a time. */
  readonly workers: number;
  /**
   * Largest number of threads of all functions. Above, the longest idle thread ends before a new thread starts.
   * Default 48.
   */
  readonly maxThreads?: number;
  /** The whole environment of every function; nothing is inherited from this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Functions with a module outside `distDir` and with extra environment. */
  readonly functions?: ReadonlyMap<string, FunctionSettings>;
  /** Called for each line of console output of a function. Default: writes to stderr of this process. */
  readonly onLog?: LogLine;
}

type LogLine = (line: string, functionName: string) => void;

export interface FunctionSettings {
  /** The module that exports `handler`. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface FunctionPool {
  /** Runs the function on `event`. Never rejects: a crash, a timeout and an unknown function are invocations, too. */
  invoke(functionName: string, event: unknown, timeoutMs: number): Promise<Invocation>;
  /** Kills every thread of the function at once, as a lost host would. Returns the number of interrupted events. */
  kill(functionName: string): Promise<number>;
  /** Ends all threads and answers waiting events with an error. Resolves when all threads are gone. */
  close(): Promise<void>;
}

interface WaitingEvent {
  readonly event: string;
  readonly timeoutMs: number;
  readonly answer: (invocation: Invocation) => void;
}

/** The threads and the waiting events of a function. */
interface Lane {
  readonly functionName: string;
  /** Most recently used last. */
  readonly idle: FunctionThread[];
  readonly busy: Set<FunctionThread>;
  readonly queue: WaitingEvent[];
}

interface PoolState {
  readonly settings: PoolSettings;
  readonly onLog: LogLine;
  readonly lanes: Map<string, Lane>;
  readonly threads: Set<FunctionThread>;
  /** Idle threads of all lanes, the longest idle first. */
  readonly idle: Set<FunctionThread>;
  closed: boolean;
}

/** A warm thread of a function with a loaded exchange holds about 30 MB. */
const MAX_THREADS = 48;

const CLOSED: Invocation = { ok: false, errorType: 'Local.Closed', errorMessage: 'the local stack is closing' };

/** Warm threads for bundled functions: the concurrency of Lambda on a single machine. */
export function createFunctionPool(settings: PoolSettings): FunctionPool {
  const pool: PoolState = {
    settings,
    onLog: settings.onLog ?? ((line) => void process.stderr.write(`${line}\n`)),
    lanes: new Map(),
    threads: new Set(),
    idle: new Set(),
    closed: false,
  };
  return {
    invoke: (functionName, event, timeoutMs) => invoke(pool, functionName, event, timeoutMs),
    kill: (functionName) => killThreads(pool, functionName),
    close: () => closePool(pool),
  };
}

function invoke(pool: PoolState, functionName: string, event: unknown, timeoutMs: number): Promise<Invocation> {
  if (pool.closed) return Promise.resolve(CLOSED);
  const lane = laneOf(pool, functionName);
  return new Promise((answer) => {
    lane.queue.push({ event: JSON.stringify(event) ?? 'null', timeoutMs, answer });
    drain(pool, lane);
  });
}

function laneOf({ lanes }: PoolState, functionName: string): Lane {
  const lane = lanes.get(functionName) ?? { functionName, idle: [], busy: new Set(), queue: [] };
  lanes.set(functionName, lane);
  return lane;
}

function drain(pool: PoolState, lane: Lane): void {
  while (lane.queue.length > 0 && !pool.closed) {
    const thread = takeIdle(pool, lane) ?? addThread(pool, lane);
    if (thread === undefined) return;
    const waiting = lane.queue.shift();
    if (waiting !== undefined) void runOn(pool, lane, thread, waiting);
  }
}

function takeIdle(pool: PoolState, lane: Lane): FunctionThread | undefined {
  for (let thread = lane.idle.pop(); thread !== undefined; thread = lane.idle.pop()) {
    pool.idle.delete(thread);
    if (thread.alive) return thread;
  }
  return undefined;
}

/** Undefined when the function has all of the threads that the settings allow. */
function addThread(pool: PoolState, lane: Lane): FunctionThread | undefined {
  const { settings, threads } = pool;
  if (lane.busy.size >= settings.workers) return undefined;
  if (threads.size >= (settings.maxThreads ?? MAX_THREADS)) endLongestIdle(pool);
  const thread = startThread(threadOptions(pool, lane.functionName));
  threads.add(thread);
  void thread.gone.then(() => threads.delete(thread));
  return thread;
}

function threadOptions({ settings, onLog }: PoolState, functionName: string): Parameters<typeof startThread>[0] {
  const own = settings.functions?.get(functionName);
  const lambda = { AWS_LAMBDA_FUNCTION_NAME: functionName, AWS_LAMBDA_FUNCTION_VERSION: '$LATEST' };
  return {
    functionName,
    entry: pathToFileURL(own?.entry ?? join(settings.distDir, functionName, 'index.mjs')).href,
    env: { ...settings.env, ...own?.env, ...lambda },
    onLog: (line) => onLog(line, functionName),
  };
}

/** The lane of the thread drops the dead thread at the next event. */
function endLongestIdle({ idle }: PoolState): void {
  const [thread] = idle;
  if (thread === undefined) return;
  idle.delete(thread);
  void thread.kill();
}

async function runOn(pool: PoolState, lane: Lane, thread: FunctionThread, waiting: WaitingEvent): Promise<void> {
  const { event, timeoutMs, answer } = waiting;
  lane.busy.add(thread);
  const invocation = await thread.run({ event, timeoutMs, requestId: randomUUID() });
  lane.busy.delete(thread);
  if (thread.alive) {
    lane.idle.push(thread);
    pool.idle.add(thread);
  }
  logFailure(pool, lane.functionName, invocation);
  answer(invocation);
  drain(pool, lane);
}

function logFailure({ onLog }: PoolState, functionName: string, invocation: Invocation): void {
  if (!invocation.ok) onLog(`${functionName}: ${invocation.errorType}: ${invocation.errorMessage}`, functionName);
}

async function killThreads(pool: PoolState, functionName: string): Promise<number> {
  const lane = laneOf(pool, functionName);
  const running = [...lane.busy];
  const resting = lane.idle.splice(0);
  for (const thread of resting) pool.idle.delete(thread);
  await Promise.all([...running, ...resting].map((thread) => thread.kill()));
  return running.length;
}

async function closePool(pool: PoolState): Promise<void> {
  pool.closed = true;
  for (const { queue } of pool.lanes.values()) for (const waiting of queue.splice(0)) waiting.answer(CLOSED);
  await Promise.all([...pool.threads].map((thread) => thread.kill()));
}
