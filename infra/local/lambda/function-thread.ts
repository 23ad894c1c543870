import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { WorkerData, WorkerMessage, WorkerRequest } from './function-worker.ts';

/** Outcome of an invocation. `payload` is the result of the handler as JSON text; error texts are those of Lambda. */
export type Invocation =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

export interface FunctionThread {
  /** Runs an event; never rejects. After a timeout or a crash the thread is dead. */
  run(request: WorkerRequest): Promise<Invocation>;
  readonly alive: boolean;
  /** Resolves when the thread is gone and all output is read. */
  readonly gone: Promise<unknown>;
  /** Ends the thread at once. A running event is answered as a crash. Resolves when the thread is gone. */
  kill(): Promise<unknown>;
}

interface ThreadOptions extends WorkerData {
  readonly env: Readonly<Record<string, string>>;
  readonly onLog: (line: string) => void;
}

interface ThreadState {
  readonly worker: Worker;
  readonly gone: Promise<unknown>;
  alive: boolean;
  /** Answers the running event. */
  settle: ((invocation: Invocation) => void) | undefined;
  /** The uncaught error that ended the thread. */
  fatal: unknown;
}

/** Lambda gives a function ten seconds to load, and does not count this time as running time. */
const INIT_LIMIT_MS = 10_000;

export function startThread({ env, onLog, ...workerData }: ThreadOptions): FunctionThread {
  const worker = startWorker(env, workerData);
  const thread: ThreadState = {
    worker,
    gone: untilGone(worker, onLog),
    alive: true,
    settle: undefined,
    fatal: undefined,
  };
  watchEnd(thread, (error) => onLog(`${workerData.functionName}: ${describe(error)}`));
  return {
    run: (request) => run(thread, request),
    kill: () => kill(thread),
    gone: thread.gone,
    get alive() {
      return thread.alive;
    },
  };
}

/** Compiled code that this process keeps serves the threads too: two fifths of the processor time of a cold thread. */
function startWorker(env: Readonly<Record<string, string>>, workerData: WorkerData): Worker {
  const { NODE_COMPILE_CACHE } = process.env;
  return new Worker(new URL('./function-worker.ts', import.meta.url), {
    name: workerData.functionName,
    workerData,
    env: { ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }), ...env },
    execArgv: [],
    stdout: true,
    stderr: true,
  });
}

function untilGone(worker: Worker, onLog: (line: string) => void): Promise<unknown> {
  return Promise.all([
    new Promise<void>((resolve) => worker.once('exit', () => resolve())),
    eachLine(worker.stdout, onLog),
    eachLine(worker.stderr, onLog),
  ]);
}

function watchEnd(thread: ThreadState, onError: (error: unknown) => void): void {
  thread.worker.on('error', (error) => {
    thread.alive = false;
    thread.fatal = error;
    onError(error);
  });
  thread.worker.once('exit', (code) => {
    thread.alive = false;
    thread.settle?.(crash(code, thread.fatal));
  });
}

function kill(thread: ThreadState): Promise<unknown> {
  thread.alive = false;
  void thread.worker.terminate();
  return thread.gone;
}

function run(thread: ThreadState, request: WorkerRequest): Promise<Invocation> {
  const { promise, resolve } = Promise.withResolvers<Invocation>();
  let timer = expireAfter(thread, INIT_LIMIT_MS);
  const onMessage = (message: WorkerMessage): void => {
    if (message.type === 'unloadable') void kill(thread);
    if (message.type === 'started') {
      clearTimeout(timer);
      timer = expireAfter(thread, request.timeoutMs);
    } else thread.settle?.(toInvocation(message));
  };
  thread.settle = (invocation) => {
    clearTimeout(timer);
    thread.worker.off('message', onMessage);
    thread.settle = undefined;
    resolve(invocation);
  };
  thread.worker.on('message', onMessage);
  thread.worker.postMessage(request);
  return promise;
}

function expireAfter(thread: ThreadState, ms: number): NodeJS.Timeout {
  return setTimeout(() => {
    const errorMessage = `Task timed out after ${(ms / 1000).toFixed(2)} seconds`;
    thread.settle?.({ ok: false, errorType: 'Sandbox.Timedout', errorMessage });
    void kill(thread);
  }, ms);
}

function toInvocation(message: Exclude<WorkerMessage, { type: 'started' }>): Invocation {
  if (message.type === 'answer') return { ok: true, payload: message.payload };
  return { ok: false, errorType: message.errorType, errorMessage: message.errorMessage };
}

function crash(code: number, error: unknown): Invocation {
  if (error instanceof Error) return { ok: false, errorType: error.name, errorMessage: error.message };
  const errorMessage = `Runtime exited with error: exit status ${code}`;
  return { ok: false, errorType: 'Runtime.ExitError', errorMessage };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function eachLine(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream })) onLine(line);
}
