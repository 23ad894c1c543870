import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type OutgoingMessage, sendMessages } from '../../../lib/jobs/send-messages.ts';

const queue = mockClient(SQSClient);
const url = 'https://sqs.example/1/pulls';
function messages(count: number): OutgoingMessage[] {
  return Array.from({ length: count }, (_, index) => ({ body: `body ${index}`, delaySeconds: index }));
}

beforeEach(() => {
  queue.reset();
  vi.stubEnv('AWS_REGION', 'us-east-1');
});

/** The bodies of each request, in order. */
function requests(): (string | undefined)[][] {
  return queue
    .commandCalls(SendMessageBatchCommand)
    .map(({ args: [{ input }] }) => (input.Entries ?? []).map((e) => e.MessageBody));
}

/** Answers that these ids of a batch were refused. */
function refusing(...ids: string[]) {
  return {
    Successful: [],
    Failed: ids.map((Id) => ({ Id, Code: 'InternalError', SenderFault: false })),
  };
}

describe('messages', () => {
  it('are sent ten at a time, each with its delay', async () => {
    queue.on(SendMessageBatchCommand).resolves({});
    await sendMessages(url, messages(23));
    expect(requests().map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(queue.commandCalls(SendMessageBatchCommand)[2]?.args[0].input).toEqual({
      QueueUrl: url,
      Entries: [20, 21, 22].map((n, index) => ({ Id: String(index), MessageBody: `body ${n}`, DelaySeconds: n })),
    });
  });

  it('of which there are none ask for nothing', async () => {
    await sendMessages(url, []);
    expect(requests()).toEqual([]);
  });

  it('that were refused are sent again, and no others', async () => {
    queue.on(SendMessageBatchCommand).resolvesOnce(refusing('1', '3')).resolvesOnce(refusing('3')).resolves({});
    await sendMessages(url, messages(4));
    expect(requests()).toEqual([['body 0', 'body 1', 'body 2', 'body 3'], ['body 1', 'body 3'], ['body 3']]);
  });

  it('that are refused for good fail the job: a message that is not there is missed by nobody', async () => {
    queue.on(SendMessageBatchCommand).resolves(refusing('0', '1'));
    await expect(sendMessages(url, messages(2))).rejects.toThrow('2 messages were refused by the queue 4 times');
    expect(requests()).toHaveLength(4);
  });

  it('whose request fails fail the job', async () => {
    queue.on(SendMessageBatchCommand).rejects(new Error('queue away'));
    await expect(sendMessages(url, messages(2))).rejects.toThrow('queue away');
  });
});
