import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSqs, startSqs } from '../../../../infra/local/aws/sqs.ts';
import { createQueue } from '../../../../infra/local/aws/sqs-queue.ts';

const deadLetters = createQueue({ name: 'dead' });
const work = createQueue({ name: 'work', visibilitySeconds: 720, redrive: { deadLetters, maxReceiveCount: 5 } });
let sqs: LocalSqs;
let client: SQSClient;
let QueueUrl: string;

beforeAll(async () => {
  sqs = await startSqs({ queues: [work, deadLetters] });
  client = new SQSClient({
    endpoint: sqs.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 2,
  });
  QueueUrl = sqs.urlOf(work);
});

afterAll(() => {
  client.destroy();
  return sqs.close();
});

beforeEach(() => work.purge());

function entries(count: number, MessageBody = 'body') {
  return Array.from({ length: count }, (_, index) => ({ Id: `e${index}`, MessageBody }));
}

describe('SQS over HTTP', () => {
  it('SendMessage answers the digest that the SDK checks', async () => {
    const { MessageId } = await client.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'häagen', DelaySeconds: 0 }),
    );
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages).toMatchObject([
      { MessageId, Body: 'häagen', Attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.any(String) } },
    ]);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }));
    expect(work.counts()).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
  });

  it('a refused entry of a batch does not refuse the remaining entries', async () => {
    const [first, second] = entries(2);
    const Entries = [first, { ...second, DelaySeconds: 901 }].flatMap((entry) =>
      entry?.Id ? [{ MessageBody: 'x', ...entry, Id: entry.Id }] : [],
    );
    const answer = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(answer.Successful).toMatchObject([{ Id: 'e0' }]);
    expect(answer.Failed).toMatchObject([{ Id: 'e1', SenderFault: true, Code: 'InvalidParameterValue' }]);
    expect(work.counts().visible).toBe(1);
  });

  it.each([
    ['EmptyBatchRequest', entries(0)],
    ['TooManyEntriesInBatchRequest', entries(11)],
    ['BatchEntryIdsNotDistinct', [...entries(1), ...entries(1)]],
    ['BatchRequestTooLong', entries(2, 'x'.repeat(600_000))],
  ])('a whole batch is refused with %s', async (name, Entries) => {
    await expect(client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({ name });
    expect(work.counts().visible).toBe(0);
  });

  it('a message without a body and a message with a delay out of range are refused', async () => {
    for (const wrong of [{ MessageBody: '' }, { MessageBody: 'x', DelaySeconds: -1 }])
      await expect(client.send(new SendMessageCommand({ QueueUrl, ...wrong }))).rejects.toMatchObject({
        name: 'InvalidParameterValue',
      });
  });

  it('GetQueueUrl finds a queue by name and refuses an unknown name', async () => {
    expect(await client.send(new GetQueueUrlCommand({ QueueName: 'work' }))).toMatchObject({ QueueUrl });
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    expect(() => sqs.queue('none')).toThrow('no queue "none"; there are: work,dead');
  });

  it('GetQueueAttributes reports the number of messages in each state and the terms of the queue', async () => {
    work.send('now');
    work.send('later', 60);
    work.send('taken');
    work.receive(1);
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toEqual({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      VisibilityTimeout: '720',
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:work',
      RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":5}',
    });
  });

  it('PurgeQueue removes every message', async () => {
    work.send('now');
    work.send('later', 60);
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(work.counts()).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
  });

  it('a send with a lost answer is in the queue, and a retry of the SDK sends a second copy', async () => {
    sqs.faults.arm({ operation: 'SendMessage', kind: 'timeout-applied' });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    expect(work.counts().visible).toBe(2);
  });
});
