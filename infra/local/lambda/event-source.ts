import { attributesOf, type Delivery, md5 } from '../aws/sqs-message.ts';
import type { LocalQueue } from '../aws/sqs-queue.ts';
import { LONGEST_TIMER_MS } from '../stack/timers.ts';
import { failedIn } from './batch-answer.ts';
import type { Invocation } from './function-thread.ts';

/** Requests to the queue that Lambda makes in the role of the function. */
type PollerAction = 'ReceiveMessage' | 'DeleteMessage' | 'GetQueueAttributes';

export interface EventSourceTerms {
  readonly queue: LocalQueue;
  readonly queueArn: string;
  readonly batchSize: number;
  /** How long a batch may wait for more messages. */
  readonly windowMs: number;
  /** Concurrent invocations. */
  readonly maxConcurrency: number;
  /** True if the answer of the function names the failed messages. If false, the batch succeeds or fails as a whole. */
  readonly reportsFailures: boolean;
  readonly invoke: (event: unknown) => Promise<Invocation>;
  readonly may: (action: PollerAction) => boolean;
}

/** Called for every message after an invocation. `isDone` false: the message comes back. */
type Listener = (messageId: string, isDone: boolean) => void;

export interface EventSource {
  /** Returns a function that ends the watch. */
  watch(listener: Listener): () => void;
  /** Takes no more messages. Running invocations go on, but nothing deletes the messages of a running invocation. */
  close(): void;
}

interface SourceState {
  readonly terms: EventSourceTerms;
  readonly listeners: Set<Listener>;
  running: number;
  /** The batch that waits for more messages. */
  gathered: Delivery[];
  pollTimer: NodeJS.Timeout | undefined;
  windowTimer: NodeJS.Timeout | undefined;
  closed: boolean;
}

/** Pause of Lambda before the next request to a queue that refused access. */
const REFUSED_PAUSE_MS = 1_000;

/**
 * Feeds a queue to a function as the event source mapping of Lambda does. Batches are taken while fewer than
 * `maxConcurrency` invocations run. Done messages are deleted; failed messages wait for the visibility timeout.
 * A function that throws, crashes or runs out of time fails the whole batch.
 */
export function startEventSource(terms: EventSourceTerms): EventSource {
  const source: SourceState = {
    terms,
    listeners: new Set(),
    running: 0,
    gathered: [],
    pollTimer: undefined,
    windowTimer: undefined,
    closed: false,
  };
  const unwatch = terms.queue.watch(({ kind }) => {
    // Polls after the current turn of the event loop: first the whole batch of the sender should arrive.
    if (kind === 'sent') setImmediate(poll, source);
  });
  poll(source);
  return {
    watch: (listener) => watch(source, listener),
    close: () => {
      close(source);
      unwatch();
    },
  };
}

function poll(source: SourceState): void {
  const { queue, maxConcurrency, may } = source.terms;
  if (source.closed || source.running >= maxConcurrency) return;
  const nextAt = queue.nextAt();
  if (nextAt === null) return;
  if (nextAt > Date.now()) pollIn(source, nextAt - Date.now());
  else if (may('GetQueueAttributes') && may('ReceiveMessage')) gather(source);
  else pollIn(source, REFUSED_PAUSE_MS);
}

function pollIn(source: SourceState, ms: number): void {
  clearTimeout(source.pollTimer);
  source.pollTimer = setTimeout(poll, Math.min(ms, LONGEST_TIMER_MS), source).unref();
}

function gather(source: SourceState): void {
  const { gathered } = source;
  const { queue, batchSize, windowMs } = source.terms;
  const isFirst = gathered.length === 0;
  gathered.push(...queue.receive(batchSize - gathered.length));
  if (gathered.length === batchSize || windowMs === 0) flush(source);
  else if (isFirst && gathered.length > 0) source.windowTimer = setTimeout(flush, windowMs, source).unref();
  else poll(source);
}

function flush(source: SourceState): void {
  clearTimeout(source.windowTimer);
  const batch = source.gathered;
  source.gathered = [];
  if (source.closed) return;
  if (batch.length > 0) void run(source, batch);
  poll(source);
}

async function run(source: SourceState, batch: readonly Delivery[]): Promise<void> {
  const { invoke, queueArn, reportsFailures } = source.terms;
  source.running += 1;
  const invocation = await invoke(eventOf(batch, queueArn));
  source.running -= 1;
  if (source.closed) return;
  const failed = failedIn(invocation, batch, reportsFailures);
  for (const delivery of batch) conclude(source, delivery, failed.has(delivery.messageId));
  poll(source);
}

function conclude({ terms, listeners }: SourceState, { messageId, receiptHandle }: Delivery, hasFailed: boolean): void {
  const isDone = !hasFailed && terms.may('DeleteMessage');
  if (isDone) terms.queue.remove(receiptHandle);
  for (const listener of listeners) listener(messageId, isDone);
}

function watch({ listeners }: SourceState, listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function close(source: SourceState): void {
  source.closed = true;
  clearTimeout(source.pollTimer);
  clearTimeout(source.windowTimer);
}

/** The event that Lambda sends to a function for a batch. */
function eventOf(batch: readonly Delivery[], queueArn: string) {
  return {
    Records: batch.map((delivery) => ({
      messageId: delivery.messageId,
      receiptHandle: delivery.receiptHandle,
      body: delivery.body,
      attributes: attributesOf(delivery),
      messageAttributes: {},
      md5OfBody: md5(delivery.body),
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: queueArn.split(':')[3],
    })),
  };
}
