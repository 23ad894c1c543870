import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AwsServer } from '../../../../infra/local/aws/aws-server.ts';
import { startDynamoDb } from '../../../../infra/local/aws/dynamodb.ts';
import { type LocalKms, startKms } from '../../../../infra/local/aws/kms.ts';
import { createTable } from '../../../../infra/local/stack/create-table.ts';

const TableName = 'oems';
const settings = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
let server: AwsServer;
let kms: LocalKms;
let client: DynamoDBClient;
let patient: DynamoDBClient;
let kmsClient: KMSClient;

beforeAll(async () => {
  server = await startDynamoDb();
  kms = await startKms();
  kms.ensureAlias('alias/k');
  client = new DynamoDBClient({ ...settings, endpoint: server.url, maxAttempts: 1 });
  patient = new DynamoDBClient({ ...settings, endpoint: server.url, maxAttempts: 3 });
  kmsClient = new KMSClient({ ...settings, endpoint: kms.url, maxAttempts: 1 });
  await createTable(client, TableName);
});

afterAll(async () => {
  for (const each of [client, patient, kmsClient]) each.destroy();
  await Promise.all([server.close(), kms.close()]);
});

beforeEach(() => {
  server.faults.clear();
  server.faults.resetCounts();
  kms.faults.resetCounts();
});

const Key = { pk: { S: 'p' }, sk: { S: 's' } };
const increment = new UpdateItemCommand({
  TableName,
  Key,
  UpdateExpression: 'ADD n :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
});

async function stored(): Promise<number> {
  const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return Number(Item?.n?.N ?? 0);
}

function post(path: string, body: unknown) {
  return fetch(server.url + path, { method: 'POST', body: JSON.stringify(body) });
}

describe('request counts of a local AWS service', () => {
  it('every request is counted by operation, including retries', async () => {
    server.faults.arm({ operation: 'UpdateItem', kind: 'throttle' });
    await patient.send(increment);
    await stored();
    expect(server.faults.counts()).toEqual({ UpdateItem: 2, GetItem: 1 });
  });

  it('counts can be read and reset over HTTP, for DynamoDB and for KMS', async () => {
    const { CiphertextBlob } = await kmsClient.send(
      new EncryptCommand({ KeyId: 'alias/k', Plaintext: Buffer.from('x') }),
    );
    await kmsClient.send(new DecryptCommand({ CiphertextBlob }));
    const counts = `${kms.url}/_control/counts`;
    expect(await (await fetch(counts)).json()).toEqual({ Encrypt: 1, Decrypt: 1 });
    await fetch(counts, { method: 'DELETE' });
    expect(await (await fetch(counts)).json()).toEqual({});
  });
});

describe('faults of a local AWS service', () => {
  it('a throttled DynamoDB write gets the exception of DynamoDB and is not applied', async () => {
    const before = await stored();
    server.faults.arm({ operation: 'UpdateItem', kind: 'throttle' });
    await expect(client.send(increment)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    expect(await stored()).toBe(before);
  });

  it('a throttled KMS request gets the exception of KMS', async () => {
    kms.faults.arm({ operation: 'Encrypt', kind: 'throttle' });
    const attempt = kmsClient.send(new EncryptCommand({ KeyId: 'alias/k', Plaintext: Buffer.from('x') }));
    await expect(attempt).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it('the fault "error" answers 500 and does not apply the write', async () => {
    const before = await stored();
    server.faults.arm({ operation: 'UpdateItem', kind: 'error' });
    await expect(client.send(increment)).rejects.toMatchObject({
      name: 'InternalServerError',
      $metadata: { httpStatusCode: 500 },
    });
    expect(await stored()).toBe(before);
  });

  it('the fault "timeout-applied" cuts the connection after the write', async () => {
    const before = await stored();
    server.faults.arm({ operation: 'UpdateItem', kind: 'timeout-applied' });
    await expect(client.send(increment)).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await stored()).toBe(before + 1);
  });

  it('the fault "timeout-not-applied" cuts the connection before the write', async () => {
    const before = await stored();
    server.faults.arm({ operation: 'UpdateItem', kind: 'timeout-not-applied' });
    await expect(client.send(increment)).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await stored()).toBe(before);
  });

  it('the fault "delay" answers late', async () => {
    server.faults.arm({ operation: 'GetItem', kind: 'delay', delayMs: 120 });
    const start = performance.now();
    await stored();
    expect(performance.now() - start).toBeGreaterThan(100);
  });

  it('a fault skips `after` requests and then hits `times` requests', async () => {
    server.faults.arm({ operation: '*', kind: 'error', times: 2, after: 1 });
    const outcomes: string[] = [];
    for (let index = 0; index < 4; index += 1)
      outcomes.push(
        await stored().then(
          () => 'ok',
          () => 'error',
        ),
      );
    expect(outcomes).toEqual(['ok', 'error', 'error', 'ok']);
  });

  it('faults can be armed and cleared over HTTP', async () => {
    await post('/_control/fault', { operation: 'GetItem', kind: 'error', times: 5 });
    await expect(stored()).rejects.toThrow();
    await fetch(`${server.url}/_control/fault`, { method: 'DELETE' });
    expect(await stored()).toBeGreaterThanOrEqual(0);
  });

  it.each([
    [{ operation: 'GetItem', kind: 'explode' }, /kind: one of/],
    [{ kind: 'error' }, /operation/],
    [{ operation: 'GetItem', kind: 'error', times: -1 }, /times: a whole number/],
  ])('an invalid fault is refused: %o', async (fault, message) => {
    const response = await post('/_control/fault', fault);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(message);
  });
});
