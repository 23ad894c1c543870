import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { type CallContext, currentCall, timed } from '../../../lib/aws/call-context.ts';
import { queueJob } from '../../../lib/jobs/queue-job.ts';

let lines: Record<string, unknown>[] = [];

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(JSON.parse(String(line))) > 0);
});

afterEach(() => vi.restoreAllMocks());

const context = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 120_000 } as Context;
const schema = z.strictObject({ name: z.string() });
function eventOf(bodies: Record<string, string>): SQSEvent {
  return {
    Records: Object.entries(bodies).map(([messageId, body]) => ({
      ...{ messageId, body, receiptHandle: '', messageAttributes: {}, md5OfBody: '' },
      ...{ eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:eu-west-1:1:q', awsRegion: 'eu-west-1' },
      attributes: {
        ...{ ApproximateReceiveCount: '2', SentTimestamp: '0', SenderId: 's', ApproximateFirstReceiveTimestamp: '0' },
      },
    })),
  };
}
function named(...names: string[]) {
  return eventOf(Object.fromEntries(names.map((name) => [`m-${name}`, JSON.stringify({ name })])));
}
function failures(...names: string[]) {
  return { batchItemFailures: names.map((itemIdentifier) => ({ itemIdentifier })) };
}

describe('a queue job', () => {
  it('answers with the messages that failed and no other, each run to its end', async () => {
    const ended: string[] = [];
    const handler = queueJob('pull', schema, async ({ name }) => {
      if (name === 'b') throw new Error('table away');
      await new Promise((resolve) => setTimeout(resolve, 5));
      ended.push(name);
    });
    await expect(handler(named('a', 'b', 'c'), context)).resolves.toEqual(failures('m-b'));
    expect(ended).toEqual(['a', 'c']);
  });

  it('runs the messages of a batch side by side', async () => {
    const both = Promise.withResolvers<void>();
    const handler = queueJob('pull', schema, async ({ name }) => {
      if (name === 'b') both.resolve();
      await both.promise;
    });
    await expect(handler(named('a', 'b'), context)).resolves.toEqual(failures());
  });

  it('gives each message a call of its own: id, deadline, secrets and hops', async () => {
    const calls: CallContext[] = [];
    const handler = queueJob('pull', schema, async ({ name }) => {
      const call = currentCall();
      if (call === undefined) throw new Error('no call');
      call.secrets.add(`secret of ${name}`);
      await timed('table', async () => undefined);
      calls.push(call);
    });
    const before = Date.now();
    await handler(named('a', 'b'), context);
    expect(calls.map(({ requestId, operation }) => [requestId, operation])).toEqual([
      ['m-a', 'pull'],
      ['m-b', 'pull'],
    ]);
    expect(calls.map(({ secrets }) => [...secrets])).toEqual([['secret of a'], ['secret of b']]);
    for (const { hops, deadline } of calls) {
      expect(hops.get('table')?.count).toBe(1);
      expect(deadline - before).toBeLessThanOrEqual(119_100);
      expect(deadline - before).toBeGreaterThan(118_000);
    }
  });

  it('logs one record per message: done, or the error with the number of the attempt', async () => {
    const handler = queueJob('pull', schema, async ({ name }) => {
      if (name === 'b') throw new TypeError('x');
    });
    await handler(named('a', 'b'), context);
    const byMessage = lines.toSorted((a, b) => String(a.requestId).localeCompare(String(b.requestId)));
    expect(byMessage).toMatchObject([
      { level: 'INFO', message: 'message done', requestId: 'm-a', operation: 'pull' },
      { level: 'ERROR', message: 'unexpected error', requestId: 'm-b', operation: 'pull', attempts: 2 },
    ]);
    expect(lines).toHaveLength(2);
  });

  it('tells of a failure its class and place, and neither its message nor a live secret', async () => {
    const handler = queueJob('pull', schema, async () => {
      currentCall()?.secrets.add('s3cr3t');
      throw new RangeError('request with s3cr3t and body');
    });
    await handler(named('a'), context);
    expect(lines[0]?.error).toMatch(/^RangeError at /);
    expect(JSON.stringify(lines)).not.toMatch(/s3cr3t|request with/);
  });

  it.each([
    ['is no JSON', 'nonsense'],
    ['does not fit the schema', '{"name":1}'],
    ['has a field nobody knows', '{"name":"a","more":1}'],
  ])('lets a message that %s come back, until the queue makes it a dead letter', async (_name, body) => {
    const ran: string[] = [];
    const handler = queueJob('pull', schema, async ({ name }) => void ran.push(name));
    const answer = await handler(eventOf({ bad: body, good: '{"name":"a"}' }), context);
    expect([answer, ran]).toEqual([failures('bad'), ['a']]);
    expect(lines.filter(({ level }) => level === 'ERROR')).toMatchObject([{ requestId: 'bad' }]);
  });
});
