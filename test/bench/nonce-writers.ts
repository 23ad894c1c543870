import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../../infra/local/aws/dynamodb.ts';
import { createTable } from '../../infra/local/stack/create-table.ts';
import { takeNonces } from '../../lib/nonce/nonce-counter.ts';

export interface WriterResult {
  readonly perSecond: number;
  readonly requestsPerNonce: number;
  readonly slowestMs: number;
}

const WRITERS = 16;
const EACH = 40;
const key = { pk: { S: 'bench' }, sk: { S: 'ACCOUNT' } };

/** 16 writers that each take 40 nonces of one key: our counter, or a read and a conditional write until it succeeds. */
export async function measureWriters(way: 'counter' | 'compare-and-swap'): Promise<WriterResult> {
  const server = await startDynamoDb();
  const settings = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', OEMS_TABLE: 'oems' };
  Object.assign(process.env, settings, { AWS_ENDPOINT_URL_DYNAMODB: server.url });
  const client = new DynamoDBClient();
  await createTable(client, 'oems');
  const counters = { nonces: { M: { spot: { N: '0' } } }, nonceScales: { M: { spot: { S: 'ms' } } } };
  await client.send(new PutItemCommand({ TableName: 'oems', Item: { ...key, ...counters } }));
  server.faults.resetCounts();
  const take = way === 'counter' ? async () => (await takeNonces(key, 'spot', 1))?.first ?? null : () => swap(client);
  const result = await drive(take, () => Object.values(server.faults.counts()).reduce((sum, count) => sum + count, 0));
  client.destroy();
  await server.close();
  return result;
}

async function drive(take: () => Promise<bigint | null>, requests: () => number): Promise<WriterResult> {
  const taken = new Set<bigint | null>();
  let slowestMs = 0;
  const started = performance.now();
  const writer = async () => {
    for (let count = 0; count < EACH; count += 1) {
      const before = performance.now();
      taken.add(await take());
      slowestMs = Math.max(slowestMs, performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  if (taken.size !== WRITERS * EACH) throw new Error('two writers took the same nonce');
  const seconds = (performance.now() - started) / 1000;
  return { perSecond: taken.size / seconds, requestsPerNonce: requests() / taken.size, slowestMs };
}

async function swap(client: DynamoDBClient): Promise<bigint> {
  for (;;) {
    const { Item } = await client.send(new GetItemCommand({ TableName: 'oems', Key: key, ConsistentRead: true }));
    const last = BigInt(Item?.nonces?.M?.spot?.N ?? '0');
    const now = BigInt(Date.now());
    const next = now > last ? now : last + 1n;
    const values = { ':last': { N: last.toString() }, ':next': { N: next.toString() } };
    const change = { UpdateExpression: 'SET nonces.spot = :next', ConditionExpression: 'nonces.spot = :last' };
    const write = new UpdateItemCommand({ TableName: 'oems', Key: key, ExpressionAttributeValues: values, ...change });
    const isDone = await client.send(write).then(
      () => true,
      (error: Error) => {
        if (error.name === 'ConditionalCheckFailedException') return false;
        throw error;
      },
    );
    if (isDone) return next;
  }
}
