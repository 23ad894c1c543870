import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { WorkerData, WorkerMessage, WorkerRequest } from './function-worker.ts';

/** What an invocation came to. `payload` is the handler's result as JSON text; errors are worded as Lambda words them. */
export type Invocation =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

export interface FunctionThread {
  /** Runs one event; never rejects. After a failure of the runtime (timeout, crash) the thread is dead. */
  run(request: WorkerRequest): Promise<Invocation>;
  readonly alive: boolean;
  /** Resolves when the thread is gone and its output is read. */
  readonly gone: Promise<unknown>;
  /** Ends the thread whatever it does; what runs is answered as a crash. Resolves when it is gone. */
  kill(): Promise<unknown>;
}

export interface ThreadOptions extends WorkerData {
  readonly env: Readonly<Record<string, string>>;
  readonly onLog: (line: string) => void;
}

/** Lambda gives a function ten seconds to load, and does not count them as running time. */
const INIT_LIMIT_MS = 10_000;

export function startThread({ env, onLog, ...workerData }: ThreadOptions): FunctionThread {
  const worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
    name: workerData.functionName,
    workerData,
    env: { ...env },
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  let alive = true;
  let settle: ((invocation: Invocation) => void) | undefined;
  let fatal: unknown;
  const gone = Promise.all([
    new Promise<void>((resolve) => worker.once('exit', () => resolve())),
    eachLine(worker.stdout, onLog),
    eachLine(worker.stderr, onLog),
  ]);

  worker.on('error', (error) => {
    alive = false;
    fatal = error;
    onLog(`${workerData.functionName}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  });
  worker.once('exit', (code) => {
    alive = false;
    settle?.(crash(code, fatal));
  });

  function kill(): Promise<unknown> {
    alive = false;
    void worker.terminate();
    return gone;
  }

  function run(request: WorkerRequest): Promise<Invocation> {
    return new Promise((resolve) => {
      let timer = expireAfter(INIT_LIMIT_MS);
      settle = (invocation) => {
        clearTimeout(timer);
        worker.off('message', onMessage);
        settle = undefined;
        resolve(invocation);
      };
      function onMessage(message: WorkerMessage): void {
        if (message.type === 'unloadable') void kill();
        if (message.type === 'started') {
          clearTimeout(timer);
          timer = expireAfter(request.timeoutMs);
        } else settle?.(toInvocation(message));
      }
      worker.on('message', onMessage);
      worker.postMessage(request);
    });
  }

  function expireAfter(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      const errorMessage = `Task timed out after ${(ms / 1000).toFixed(2)} seconds`;
      settle?.({ ok: false, errorType: 'Sandbox.Timedout', errorMessage });
      void kill();
    }, ms);
  }

  return {
    run,
    kill,
    gone,
    get alive() {
      return alive;
    },
  };
}

function toInvocation(message: Exclude<WorkerMessage, { type: 'started' }>): Invocation {
  if (message.type === 'answer') return { ok: true, payload: message.payload };
  return { ok: false, errorType: message.errorType, errorMessage: message.errorMessage };
}

function crash(code: number, error: unknown): Invocation {
  if (error instanceof Error) return { ok: false, errorType: error.name, errorMessage: error.message };
  return {
    ok: false,
    errorType: 'Runtime.ExitError',
    errorMessage: `Runtime exited with error: exit status ${code}`,
  };
}

async function eachLine(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream })) onLine(line);
}
