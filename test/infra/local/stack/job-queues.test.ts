import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from '../../../../infra/bundle.ts';
import { type LocalStack, startStack } from '../../../../infra/local/stack/stack.ts';
import { accountIndexKey, accountKey } from '../../../../lib/accounts/partitions.ts';
import { shape } from '../../../../lib/aws/stored-shape.ts';
import { queues } from '../../../../lib/jobs/jobs.ts';

const root = join(import.meta.dirname, '../../../..');
/** The deployed jobs at a pace for tests. */
const operations = {
  routes: {},
  jobs: {
    dispatchPulls: { schedule: 'rate(15 minutes)', timeoutSeconds: 20 },
    pullHistory: { queue: 'pulls', batchSize: 10, batchWindowSeconds: 0, maxConcurrency: 2, timeoutSeconds: 0.5 },
  },
  queues,
} as const;
const parts = new AsyncDisposableStack();
const lines: string[] = [];
let client: DynamoDBClient;
let stack: LocalStack;

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'oems-pulls-'));
  parts.defer(() => rm(dir, { recursive: true }));
  await bundle(dir, undefined, [
    { name: 'dispatch-pulls', source: join(root, 'functions/jobs/dispatch-pulls.ts') },
    { name: 'pull-history', source: join(import.meta.dirname, 'fixture-pull-history.ts') },
  ]);
  const settings = { port: 0, workers: 1, distDir: dir, functionEnv: {}, onLog: (line: string) => lines.push(line) };
  stack = parts.adopt(await startStack(settings, operations), (running) => running.close());
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint: stack.dynamodbUrl, region: 'us-east-1', credentials });
  parts.defer(() => client.destroy());
}, 60_000);

afterAll(() => parts.disposeAsync());

function put(item: Record<string, unknown>) {
  return client.send(new PutItemCommand({ TableName: stack.tableName, Item: marshall(item) }));
}
async function addAccounts(...ids: string[]): Promise<void> {
  for (const accountId of ids) {
    const ref = { tenant: 'acme', accountId };
    const { pk, sk } = accountKey(ref);
    await put({ pk: pk.S, sk: sk.S, ...accountIndexKey(ref, 'kraken') });
  }
}

async function pullNow() {
  const answer = await fetch(`${stack.url}/_local/pull`, { method: 'POST' });
  return { status: answer.status, body: await answer.json() };
}
function queue() {
  return stack.sqs.queue('pulls-kraken');
}

describe('POST /_local/pull', () => {
  it('POST /_local/pull runs the dispatcher and every pull, and counts the pulls', async () => {
    await addAccounts(...Array.from({ length: 25 }, (_, n) => `account${n}`));
    const symbol = { pk: 'RATES#SYMBOLS', exchange: 'kraken', marketType: 'swap' };
    await put({ ...symbol, sk: 'kraken#swap#X', shape, symbol: 'X' });
    // A newer release may have written a symbol: all others are pulled.
    await put({ ...symbol, sk: 'kraken#swap#W', shape: shape + 1, symbol: 'W' });
    expect(await pullNow()).toEqual({
      status: 200,
      body: { accounts: 25, rates: 1, succeeded: 26, failed: 0, waiting: 0, dead_letters: 0 },
    });
    expect(queue().counts()).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
  });

  it('POST /_local/pull counts failed pulls and does not wait for the next try', async () => {
    await addAccounts('broken', 'flaky');
    const { body } = await pullNow();
    expect(body).toMatchObject({ accounts: 27, succeeded: 26, failed: 2, waiting: 0, dead_letters: 0 });
    expect(queue().counts().inFlight).toBe(2);
  });

  it('after POST /_local/pull a temporary failure succeeds at redelivery, and a lasting failure becomes a dead letter', async () => {
    const deadLetters = stack.sqs.queue('pulls-dead-letters');
    await expect.poll(() => deadLetters.counts().visible, { timeout: 60_000 }).toBe(1);
    expect(queue().counts()).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
    const [dead] = deadLetters.receive(1, 0);
    expect(JSON.parse(dead?.body ?? '')).toEqual({ kind: 'account', tenant: 'acme', accountId: 'broken' });
    const tries = lines.filter((line) => line.includes('"unexpected error"'));
    expect(tries.filter((line) => line.includes(dead?.messageId ?? ''))).toHaveLength(5);
  }, 60_000);

  it('POST /_local/pull needs no token, and GET of the same path is a 404', async () => {
    expect((await fetch(`${stack.url}/_local/pull`)).status).toBe(404);
  });

  it('POST /_local/pull reports a failure of the dispatcher', async () => {
    stack.dynamodb?.faults.arm({ operation: 'Query', kind: 'error', times: 1000 });
    const { status, body } = await pullNow();
    stack.dynamodb?.faults.clear();
    expect([status, body]).toEqual([500, { message: expect.stringContaining('the dispatcher failed: ') }]);
  });
});

describe('a scheduled round', () => {
  beforeEach(() => queue().purge());

  it('a scheduled round delays each message by a part of the period', async () => {
    expect(await stack.invokeJob('dispatchPulls')).toMatchObject({ ok: true });
    const { delayed, visible } = queue().counts();
    expect(delayed).toBeGreaterThan(20);
    expect(visible).toBeLessThan(3);
  });
});
