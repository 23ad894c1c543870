import { attributesOf, md5 } from '../aws/sqs-message.ts';
import type { Delivery, LocalQueue } from '../aws/sqs-queue.ts';
import { failedIn } from './batch-answer.ts';
import type { Invocation } from './function-thread.ts';

/** What Lambda does with a queue in the name of the function behind it. */
export type PollerAction = 'ReceiveMessage' | 'DeleteMessage' | 'GetQueueAttributes';

export interface EventSourceTerms {
  readonly queue: LocalQueue;
  readonly queueArn: string;
  readonly batchSize: number;
  /** How long a batch may wait to be full. */
  readonly windowMs: number;
  /** Invocations at once. */
  readonly maxConcurrency: number;
  /** Whether the function's answer names the messages that failed; if not, all of a batch succeed or fail together. */
  readonly reportsFailures: boolean;
  readonly invoke: (event: unknown) => Promise<Invocation>;
  readonly may: (action: PollerAction) => boolean;
}

export interface EventSource {
  /** Told of every message that an invocation had: whether it is done, or comes back. Answers how to stop. */
  watch(listener: (messageId: string, isDone: boolean) => void): () => void;
  /** Takes no further message. Running invocations go on; what becomes of their messages is not seen to any more. */
  close(): void;
}

/** What Lambda waits before it asks a queue again that it may not read. */
const REFUSED_PAUSE_MS = 1_000;
/** setTimeout fires at once when given more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Feeds a queue to a function as Lambda's event source mapping does: takes batches while fewer than `maxConcurrency` run, deletes what
 * is done and leaves what failed to its visibility timeout. A function that throws, crashes or runs out of time failed with its batch.
 */
export function startEventSource(terms: EventSourceTerms): EventSource {
  const { queue, batchSize, windowMs, maxConcurrency, may } = terms;
  const listeners = new Set<(messageId: string, isDone: boolean) => void>();
  let running = 0;
  let pollTimer: NodeJS.Timeout | undefined;
  let windowTimer: NodeJS.Timeout | undefined;
  /** The batch that waits to be full. */
  let gathered: Delivery[] = [];
  let closed = false;

  function poll(): void {
    if (closed || running >= maxConcurrency) return;
    const nextAt = queue.nextAt();
    if (nextAt === null) return;
    if (nextAt > Date.now()) pollIn(nextAt - Date.now());
    else if (may('GetQueueAttributes') && may('ReceiveMessage')) gather();
    else pollIn(REFUSED_PAUSE_MS);
  }

  function pollIn(ms: number): void {
    clearTimeout(pollTimer);
    pollTimer = setTimeout(poll, Math.min(ms, LONGEST_TIMER_MS)).unref();
  }

  function gather(): void {
    const isFirst = gathered.length === 0;
    gathered.push(...queue.receive(batchSize - gathered.length));
    if (gathered.length === batchSize || windowMs === 0) flush();
    else if (isFirst && gathered.length > 0) windowTimer = setTimeout(flush, windowMs).unref();
    else poll();
  }

  function flush(): void {
    clearTimeout(windowTimer);
    const batch = gathered;
    gathered = [];
    if (closed) return;
    if (batch.length > 0) void run(batch);
    poll();
  }

  async function run(batch: readonly Delivery[]): Promise<void> {
    running += 1;
    const invocation = await terms.invoke(eventOf(batch, terms.queueArn));
    running -= 1;
    if (closed) return;
    const failed = failedIn(invocation, batch, terms.reportsFailures);
    for (const { messageId, receiptHandle } of batch) {
      const isDone = !failed.has(messageId) && may('DeleteMessage');
      if (isDone) queue.remove(receiptHandle);
      for (const listener of listeners) listener(messageId, isDone);
    }
    poll();
  }

  const unwatch = queue.watch(({ kind }) => {
    // In a turn of its own: a whole batch that is being sent should arrive before the first look.
    if (kind === 'sent') setImmediate(poll);
  });
  poll();
  return {
    watch: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      closed = true;
      clearTimeout(pollTimer);
      clearTimeout(windowTimer);
      unwatch();
    },
  };
}

/** What a function behind an SQS queue gets. */
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
