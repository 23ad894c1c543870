/**
 * The thread of a function: imports the bundle once, then answers each event with the result of the handler as JSON
 * text. The thread runs a single event at a time. Only node builtins are imported, so that a cold start measures the
 * function alone.
 */
import { parentPort, workerData } from 'node:worker_threads';

/** Message of the pool. `event` is JSON text: the handler gets an object of its own, as on Lambda. */
export interface WorkerRequest {
  readonly event: string;
  readonly requestId: string;
  readonly timeoutMs: number;
}

interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/**
 * Messages of the thread: `started` right before the handler runs, then exactly one answer. After `unloadable` the
 * thread is useless: a module that failed to load cannot load later in the same thread.
 */
export type WorkerMessage =
  | { readonly type: 'started' }
  | { readonly type: 'answer'; readonly payload: string }
  | ({ readonly type: 'error' | 'unloadable' } & Failure);

export interface WorkerData {
  readonly functionName: string;
  readonly entry: string;
}

type Handler = (event: unknown, context: unknown) => unknown;

const port = parentPort;
if (port === null) throw new Error('function-worker.ts runs as a worker thread of function-pool.ts');
const { functionName, entry } = workerData as WorkerData;
// Node has read the folder at the start of the thread. The variable is no part of the function's environment.
delete process.env.NODE_COMPILE_CACHE;
let loaded: Promise<Handler> | undefined;

port.on('message', async (request: WorkerRequest) => {
  port.postMessage(await run(request));
});

async function run(request: WorkerRequest): Promise<WorkerMessage> {
  let handler: Handler;
  try {
    loaded ??= load();
    handler = await loaded;
  } catch (thrown) {
    return { type: 'unloadable', ...describe(thrown) };
  }
  port?.postMessage({ type: 'started' } satisfies WorkerMessage);
  try {
    const result = await handler(JSON.parse(request.event), lambdaContext(request));
    return { type: 'answer', payload: JSON.stringify(result) ?? 'null' };
  } catch (thrown) {
    return { type: 'error', ...describe(thrown) };
  }
}

async function load(): Promise<Handler> {
  const module = (await import(entry)) as { handler?: unknown };
  if (typeof module.handler === 'function') return module.handler as Handler;
  throw Object.assign(new Error('index.handler is undefined or not exported'), { name: 'Runtime.HandlerNotFound' });
}

function lambdaContext({ requestId, timeoutMs }: WorkerRequest) {
  const deadline = Date.now() + timeoutMs;
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '512',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(thrown: unknown): Failure {
  if (thrown instanceof Error) return { errorType: thrown.name, errorMessage: thrown.message };
  return { errorType: typeof thrown, errorMessage: String(thrown) };
}
