import type { SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueue, type LocalQueue } from '../../../../infra/local/aws/sqs-queue.ts';
import {
  type EventSource,
  type EventSourceTerms,
  startEventSource,
} from '../../../../infra/local/lambda/event-source.ts';
import type { Invocation } from '../../../../infra/local/lambda/function-thread.ts';

const done: Invocation = { ok: true, payload: 'null' };
const crashed: Invocation = { ok: false, errorType: 'Runtime.ExitError', errorMessage: 'exit status 1' };
function failing(...ids: string[]): Invocation {
  return {
    ok: true,
    payload: JSON.stringify({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) }),
  };
}

let queue: LocalQueue;
let deadLetters: LocalQueue;
let source: EventSource | undefined;
let batches: string[][];
let told: [string, boolean][];

beforeEach(() => {
  vi.useFakeTimers();
  batches = [];
  told = [];
  deadLetters = createQueue({ name: 'dead' });
  queue = createQueue({ name: 'work', visibilitySeconds: 60, redrive: { deadLetters, maxReceiveCount: 5 } });
});
afterEach(() => {
  source?.close();
  vi.useRealTimers();
});

function bodiesOf(event: unknown): string[] {
  return (event as SQSEvent).Records.map(({ body }) => body);
}

function start(terms: Partial<EventSourceTerms> = {}): void {
  const { invoke = async () => done } = terms;
  source = startEventSource({
    ...{ queue, queueArn: 'arn:aws:sqs:us-east-1:0:work', batchSize: 3, windowMs: 1000, maxConcurrency: 2 },
    ...{ reportsFailures: true, may: () => true, ...terms },
    invoke: (event) => {
      batches.push(bodiesOf(event));
      return invoke(event);
    },
  });
  source.watch((messageId, isDone) => told.push([messageId, isDone]));
}

function pass(ms: number) {
  return vi.advanceTimersByTimeAsync(ms);
}
function send(...bodies: string[]) {
  return bodies.map((body) => queue.send(body).messageId);
}

describe('an event source', () => {
  it('a full batch starts at once, and done messages are deleted', async () => {
    start();
    const ids = send('a', 'b', 'c');
    await pass(1);
    expect(batches).toEqual([['a', 'b', 'c']]);
    expect(queue.counts()).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
    expect(told).toEqual(ids.map((id) => [id, true]));
  });

  it('the function gets the event of Lambda', async () => {
    let seen: unknown;
    start({
      invoke: async (event) => {
        seen = event;
        return done;
      },
    });
    const [messageId] = send('{}', 'b', 'c');
    await pass(1);
    expect((seen as SQSEvent).Records[0]).toEqual({
      messageId,
      receiptHandle: expect.any(String),
      body: '{}',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(Date.now() - 1),
        ApproximateFirstReceiveTimestamp: String(Date.now() - 1),
        SenderId: 'local',
      },
      messageAttributes: {},
      md5OfBody: '99914b932bd37a50b983c5e7c90ae93b',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:0:work',
      awsRegion: 'us-east-1',
    });
  });

  it('a batch waits for the window and starts early when full', async () => {
    start();
    send('a');
    await pass(999);
    expect(batches).toEqual([]);
    await pass(1);
    expect(batches).toEqual([['a']]);
    send('b');
    await pass(10);
    send('c', 'd', 'e');
    await pass(1);
    expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
    await pass(1000);
    expect(batches.at(-1)).toEqual(['e']);
  });

  it('no more batches than the maximum run at once, and the next batch starts when a batch ends', async () => {
    const ends: ((invocation: Invocation) => void)[] = [];
    start({ invoke: () => new Promise((resolve) => ends.push(resolve)) });
    send(...'abcdefghi');
    await pass(5000);
    expect(batches).toEqual([[...'abc'], [...'def']]);
    ends[0]?.(done);
    await pass(0);
    expect(batches).toHaveLength(3);
  });

  it('a delayed message is received after the delay without any further message', async () => {
    start({ windowMs: 0 });
    queue.send('a', 900);
    await pass(899_999);
    expect(batches).toEqual([]);
    await pass(1);
    expect(batches).toEqual([['a']]);
  });

  it('a failed message comes back after the visibility timeout', async () => {
    start({ windowMs: 0, invoke: async (event) => (batches.length === 1 ? failing(idOf(event, 'b')) : done) });
    send('a', 'b', 'c');
    await pass(59_999);
    expect(batches).toHaveLength(1);
    expect(queue.counts().inFlight).toBe(1);
    await pass(1);
    expect(batches).toEqual([['a', 'b', 'c'], ['b']]);
    expect(queue.counts().inFlight).toBe(0);
  });

  it('a whole batch comes back after a crash of the function', async () => {
    start({ invoke: async () => (batches.length === 1 ? crashed : done) });
    const ids = send('a', 'b', 'c');
    await pass(60_001);
    expect(batches).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
    expect(told.slice(0, 3)).toEqual(ids.map((id) => [id, false]));
  });

  it('a message that fails five times goes to the dead-letter queue, and the rest of the batch does not', async () => {
    start({ windowMs: 0, invoke: async (event) => failing(...idsOf(event, 'poison')) });
    send('good', 'poison');
    await pass(6 * 60_000);
    expect(batches.flat().filter((body) => body === 'poison')).toHaveLength(5);
    expect(batches.flat().filter((body) => body === 'good')).toHaveLength(1);
    expect(deadLetters.receive(10)).toMatchObject([{ body: 'poison' }]);
  });

  it('a message that is delivered twice runs twice', async () => {
    const once = [true];
    queue.disturb({ twice: () => once.shift() ?? false });
    start({ windowMs: 0 });
    send('a');
    await pass(1);
    expect(batches.flat()).toEqual(['a', 'a']);
    expect(queue.nextAt()).toBeNull();
  });

  it('a queue without read permission feeds nothing until the permission is given', async () => {
    let allowed = false;
    start({ windowMs: 0, may: (action) => allowed || action !== 'ReceiveMessage' });
    send('a');
    await pass(5000);
    expect(batches).toEqual([]);
    allowed = true;
    await pass(1000);
    expect(batches).toEqual([['a']]);
  });

  it('without delete permission the messages come back', async () => {
    start({ windowMs: 0, may: (action) => action !== 'DeleteMessage' });
    const [id = ''] = send('a');
    await pass(60_000);
    expect(batches).toEqual([['a'], ['a']]);
    expect(told[0]).toEqual([id, false]);
  });

  it('a closed event source receives nothing', async () => {
    start();
    send('a');
    await pass(10);
    source?.close();
    send('b', 'c', 'd');
    await pass(120_000);
    expect(batches).toEqual([]);
  });
});

function idsOf(event: unknown, body: string): string[] {
  return (event as SQSEvent).Records.filter((record) => record.body === body).map(({ messageId }) => messageId);
}
function idOf(event: unknown, body: string): string {
  return idsOf(event, body)[0] ?? '';
}
