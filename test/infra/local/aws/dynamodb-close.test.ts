import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsServer } from '../../../../infra/local/aws/aws-server.ts';
import { startDynamoDb } from '../../../../infra/local/aws/dynamodb.ts';

const headers = {
  'content-type': 'application/x-amz-json-1.0',
  authorization:
    'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=b',
  'x-amz-date': '20260101T000000Z',
};
const filler = { S: 'x'.repeat(200_000) };
const put = { operation: 'PutItem', input: { TableName: 'oems', Item: { pk: { S: 'a' }, filler } } };
const read = { operation: 'BatchGetItem', input: { RequestItems: { oems: { Keys: [{ pk: { S: 'a' } }] } } } };

/** A client that is gone before the answer: the connection ends at once, and the request is still under way. */
function askAndLeave({ url }: AwsServer, { operation, input }: typeof put | typeof read): Promise<void> {
  const body = JSON.stringify(input);
  const fields = { host: 'localhost', ...headers, 'x-amz-target': targetOf(operation), 'content-length': body.length };
  const head = ['POST / HTTP/1.1', ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`)];
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, () => {
        setTimeout(() => {
          socket.destroy();
          resolve();
        }, 1);
      }),
    );
  });
}

function targetOf(operation: string): string {
  return `DynamoDB_20120810.${operation}`;
}

async function startWithTable(): Promise<AwsServer> {
  const server = await startDynamoDb();
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials });
  await client.send(
    new CreateTableCommand({
      TableName: 'oems',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  client.destroy();
  return server;
}

describe('the embedded table closes without an uncaught exception', () => {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  beforeEach(() => {
    process.on('uncaughtException', note);
  });
  afterEach(() => {
    process.off('uncaughtException', note);
    uncaught.length = 0;
  });

  it('while it works on the writes of writers that are gone', async () => {
    const server = await startWithTable();
    await Promise.all(Array.from({ length: 30 }, () => askAndLeave(server, put)));
    await server.close();
    await delay(100);
    expect(uncaught).toEqual([]);
  });

  it('while a fault delays a request: the request never reaches the database', async () => {
    const server = await startWithTable();
    server.faults.arm({ operation: 'BatchGetItem', kind: 'delay', delayMs: 300 });
    await askAndLeave(server, read);
    await expect.poll(() => server.faults.counts().BatchGetItem).toBe(1);
    await server.close();
    await delay(400);
    expect(uncaught).toEqual([]);
  });

  it('before a request of this process, which is cut', async () => {
    const server = await startWithTable();
    await server.close();
    const { operation, input } = read;
    const body = Buffer.from(JSON.stringify(input));
    expect(await server.ask({ operation, target: targetOf(operation), headers, body })).toBeNull();
    expect(uncaught).toEqual([]);
  });
});
