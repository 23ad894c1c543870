import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalSqs, startSqs } from '../../../infra/local/aws/sqs.ts';
import { createQueue, type QueueEvent } from '../../../infra/local/aws/sqs-queue.ts';
import { accountIndexKey, accountKey, accountShards } from '../../../lib/accounts/partitions.ts';
import { newCall, runInCall } from '../../../lib/aws/call-context.ts';
import { exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { dispatchPulls } from '../../../lib/jobs/dispatch-pulls.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { makeNewer } from '../aws/fixture-newer-shape.ts';

const inUse = { exchange: 'kraken', marketType: 'swap', symbol: 'BTC/USD:USD' };
const table = useEmbeddedTable();
const pulls = createQueue({ name: 'pulls-kraken' });
let sqs: LocalSqs;
let client: DynamoDBClient;
let sent: { readonly body: string; readonly delaySeconds: number }[] = [];

beforeAll(async () => {
  sqs = await startSqs({ queues: [pulls] });
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', sqs.url);
  // What the deployment tells; the endpoint is what counts.
  vi.stubEnv('OEMS_PULL_QUEUE_URL_KRAKEN', 'https://sqs.us-east-1.amazonaws.com/123456789012/pulls-kraken');
  client = new DynamoDBClient({});
  for (const ref of refs) await putAccount(ref);
  await put({ pk: 'RATES#SYMBOLS', sk: 'kraken#swap#BTC/USD:USD', shape: 1, ...inUse });
  pulls.watch(onSent);
});

afterAll(async () => {
  client.destroy();
  vi.unstubAllEnvs();
  await sqs.close();
});

function onSent({ kind, message, delaySeconds = 0 }: QueueEvent): void {
  if (kind === 'sent') sent.push({ body: message.body, delaySeconds });
}
function put(item: Record<string, unknown>) {
  return client.send(new PutItemCommand({ TableName: 'oems', Item: marshall(item) }));
}
function putAccount(ref: { tenant: string; accountId: string }) {
  const { pk, sk } = accountKey(ref);
  return put({ pk: pk.S, sk: sk.S, ...accountIndexKey(ref, 'kraken') });
}

const tenants = ['acme', 'a#ACCOUNT#b', 'ü/% ', '#', 'a%23b'];
const refs = tenants.flatMap((tenant) => ['main', 'a_b-c'].map((accountId) => ({ tenant, accountId })));
const accounts = refs.map((ref) => JSON.stringify({ kind: 'account', ...ref })).toSorted();
const rates = JSON.stringify({ kind: 'rates', ...inUse });
/** The index of the accounts of each exchange, in shards, and the list of symbols. */
const lists = exchangeIds.flatMap(accountShards).length + 1;

beforeEach(() => {
  sent = [];
  table.server().faults.resetCounts();
});

describe('the dispatcher', () => {
  it('asks once for every account, whatever the name of the tenant, and once for every symbol in use', async () => {
    await dispatchPulls(900);
    expect(sent.map(({ body }) => body).toSorted()).toEqual([...accounts, rates].toSorted());
  });

  it('spreads the pulls over the period, with a constant delay for each account', async () => {
    await dispatchPulls(900);
    const first = new Map(sent.map(({ body, delaySeconds }) => [body, delaySeconds]));
    sent = [];
    await dispatchPulls(900);
    expect(new Map(sent.map(({ body, delaySeconds }) => [body, delaySeconds]))).toEqual(first);
    expect(new Set(first.values()).size).toBeGreaterThan(8);
    for (const delay of first.values()) expect(delay).toBeLessThan(900);
  });

  it('delays no message when the spread is zero', async () => {
    await dispatchPulls(0);
    expect(new Set(sent.map(({ delaySeconds }) => delaySeconds))).toEqual(new Set([0]));
  });

  it('reads nothing but the index and the list of symbols', async () => {
    await dispatchPulls(0);
    expect(table.server().faults.counts()).toEqual({ Query: lists });
  });

  it('counts its requests to the queue as a hop of their own', async () => {
    const call = newCall('r', 'dispatch-pulls', Date.now() + 10_000);
    sqs.faults.resetCounts();
    await runInCall(call, () => dispatchPulls(0));
    expect(call.hops.get('queue')?.count).toBe(sqs.faults.counts().SendMessageBatch);
    expect(call.hops.get('table')?.count).toBe(lists);
  });

  it('passes over a symbol that a newer release has noted, and asks for every other pull', async () => {
    await makeNewer('RATES#SYMBOLS', 'kraken#swap#BTC/USD:USD');
    await dispatchPulls(0);
    expect(sent.map(({ body }) => body).toSorted()).toEqual(accounts);
    await put({ pk: 'RATES#SYMBOLS', sk: 'kraken#swap#BTC/USD:USD', shape: 1, ...inUse });
  });

  it('fails when the queue takes nothing', async () => {
    sqs.faults.arm({ operation: 'SendMessageBatch', kind: 'throttle', times: 1000 });
    await expect(dispatchPulls(0)).rejects.toThrow();
    sqs.faults.clear();
  });
});
