import { DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dispatchPulls } from '../../../lib/jobs/dispatch-pulls.ts';

const table = mockClient(DynamoDBClient);
const queue = mockClient(SQSClient);

beforeEach(() => {
  table.reset();
  queue.reset();
  queue.on(SendMessageBatchCommand).resolves({});
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('OEMS_TABLE', 'oems');
  vi.stubEnv('OEMS_PULL_QUEUE_URL_KRAKEN', 'https://sqs.example/1/pulls-kraken');
});
afterEach(() => vi.unstubAllEnvs());

function entry(accountId: string) {
  return { accountKey: { S: `acme#${accountId}` } };
}
function shardOf({ ExpressionAttributeValues }: QueryCommandInput): string {
  return ExpressionAttributeValues?.[':shard']?.S ?? '';
}

function asked(): string[] {
  return queue
    .commandCalls(SendMessageBatchCommand)
    .flatMap(({ args: [{ input }] }) => input.Entries ?? [])
    .map(({ MessageBody = '' }) => (JSON.parse(MessageBody) as { accountId: string }).accountId)
    .toSorted();
}

describe('a walk of the index', () => {
  it('reads each shard page by page to its end', async () => {
    const next = { accountShard: { S: 'x' } };
    table.on(QueryCommand).callsFake((input: QueryCommandInput) => {
      if (shardOf(input) !== 'ACCOUNTS#kraken#03') return {};
      if (input.ExclusiveStartKey === undefined) return { Items: [entry('a')], LastEvaluatedKey: next };
      expect(input.ExclusiveStartKey).toEqual(next);
      return { Items: [entry('b')] };
    });
    await dispatchPulls(0);
    expect(asked()).toEqual(['a', 'b']);
  });

  it('continues past an empty page', async () => {
    table.on(QueryCommand).callsFake((input: QueryCommandInput) => {
      if (shardOf(input) !== 'ACCOUNTS#kraken#03') return {};
      if (input.ExclusiveStartKey === undefined) return { Items: [], LastEvaluatedKey: { pk: { S: 'x' } } };
      return { Items: [entry('b')] };
    });
    await dispatchPulls(0);
    expect(asked()).toEqual(['b']);
  });

  it('fails for a shard that cannot be read, when all others have been asked for', async () => {
    table.on(QueryCommand).callsFake(async (input: QueryCommandInput) => {
      if (shardOf(input) === 'ACCOUNTS#kraken#00') throw new Error('shard away');
      await new Promise((resolve) => setTimeout(resolve, 5));
      return shardOf(input).startsWith('ACCOUNTS#kraken#') ? { Items: [entry(shardOf(input).slice(-2))] } : {};
    });
    await expect(dispatchPulls(0)).rejects.toThrow('shard away');
    expect(asked()).toHaveLength(15);
  });
});
