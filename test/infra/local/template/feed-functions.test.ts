import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSqs, startSqs } from '../../../../infra/local/aws/sqs.ts';
import type { LocalQueue } from '../../../../infra/local/aws/sqs-queue.ts';
import type { EventSource } from '../../../../infra/local/lambda/event-source.ts';
import type { Invocation } from '../../../../infra/local/lambda/function-thread.ts';
import { createEnforcer, type Enforcer } from '../../../../infra/local/template/enforce.ts';
import { createDeployedQueues, startDeployedSources } from '../../../../infra/local/template/feed-functions.ts';
import { compileStatement } from '../../../../infra/local/template/iam-policy.ts';
import type { Deployment } from '../../../../infra/local/template/read-template.ts';
import { queueResources } from './fixture-queues.ts';
import { readFixture } from './fixture-template.ts';

// The URL in the template. Requests go to the local endpoint with this URL, too.
const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/Work';
const workArn = 'arn:aws:sqs:us-east-1:123456789012:Work';
let deployment: Deployment;
let enforcer: Enforcer;
let queues: Map<string, LocalQueue>;
let sqs: LocalSqs;
let sources: EventSource[];
let refused: string[];
let invoked: [string, number, string[]][];

beforeAll(async () => {
  deployment = await readFixture(queueResources());
});

beforeEach(async () => {
  refused = [];
  invoked = [];
  enforcer = createEnforcer(deployment, ({ session, action }) => refused.push(`${session} ${action}`));
  queues = createDeployedQueues(deployment);
  sqs = await startSqs({ queues: [...queues.values()], guard: enforcer.sqs, accountId: '123456789012' });
  sources = startDeployedSources(deployment, queues, enforcer, invoke);
});

afterEach(() => {
  for (const source of sources) source.close();
  return sqs.close();
});

async function invoke(name: string, event: unknown, timeoutMs: number): Promise<Invocation> {
  invoked.push([name, timeoutMs, (event as SQSEvent).Records.map(({ body }) => body)]);
  return { ok: true, payload: 'null' };
}

async function as<T>(name: string, run: (client: SQSClient) => Promise<T>): Promise<T> {
  const credentials = { accessKeyId: name, secretAccessKey: 'local' };
  const client = new SQSClient({
    ...{ endpoint: sqs.url, region: 'us-east-1', credentials, maxAttempts: 1, useQueueUrlAsEndpoint: false },
  });
  return run(client).finally(() => client.destroy());
}
function send(name: string) {
  return as(name, (client) => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' })));
}

/** Removes an action from every role in force. */
function without(action: string) {
  const identity = [...deployment.policies.identity].map(([role, statements]) => {
    const less = statements.map(({ json }) => ({
      ...json,
      Action: [json.Action].flat().filter((each) => each !== action),
    }));
    return [role, less.filter(({ Action }) => Action.length > 0).map(compileStatement)] as const;
  });
  enforcer.use({ ...deployment.policies, identity: new Map(identity) });
}

describe('a queue of the template', () => {
  it('messages of an allowed sender reach the function of the queue', async () => {
    await send('writer');
    await expect.poll(() => invoked).toEqual([['reader', 5000, ['a']]]);
    await expect.poll(() => queues.get(workArn)?.counts().inFlight).toBe(0);
    expect(refused).toEqual([]);
  });

  it('the right to send a message allows a batch', async () => {
    const Entries = [{ Id: '1', MessageBody: 'a' }];
    await as('writer', (client) => client.send(new SendMessageBatchCommand({ QueueUrl, Entries })));
    await expect.poll(() => invoked).toHaveLength(1);
  });

  it('a function without the right to send is refused with the text of AWS', async () => {
    await expect(send('reader')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /assumed-role\/reader-role\/reader is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:us-east-1:123456789012:Work because no identity-based policy/,
      ),
    });
    expect([queues.get(workArn)?.nextAt(), refused]).toEqual([null, ['reader sqs:SendMessage']]);
  });

  it.each(['sqs:ReceiveMessage', 'sqs:GetQueueAttributes'])(
    'a function without %s gets no messages',
    async (action) => {
      without(action);
      await send('writer');
      await expect.poll(() => refused).toContain(`reader ${action}`);
      expect(invoked).toEqual([]);
    },
  );

  it('done messages stay in the queue if the role may not delete', async () => {
    without('sqs:DeleteMessage');
    await send('writer');
    await expect.poll(() => refused).toEqual(['reader sqs:DeleteMessage']);
    expect(queues.get(workArn)?.counts().inFlight).toBe(1);
  });

  it('a function that loses the right to send is refused', async () => {
    without('sqs:SendMessage');
    await expect(send('writer')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
