import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { startDynamoDb } from '../../../../infra/local/aws/dynamodb.ts';
import { createTable } from '../../../../infra/local/stack/create-table.ts';
import { connect, TableName, useTable } from './fixture-table.ts';

const table = useTable();

async function failedCondition(attempt: Promise<unknown>): Promise<ConditionalCheckFailedException> {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ConditionalCheckFailedException) return error;
  throw new Error(`expected a failed condition, got ${error}`);
}

describe('the embedded DynamoDB', () => {
  it('the table is created once, and an existing table stays unchanged', async () => {
    const key = table.freshKey();
    await table.put(key);
    await createTable(table.client, TableName);
    expect(await table.get(key)).toEqual(key);
  });

  it('attribute_not_exists allows a single write, and the failure can return the existing item', async () => {
    const key = table.freshKey();
    const first = { ...key, hash: { S: 'first' }, sealed: { B: Uint8Array.of(0, 255, 7) } };
    await table.put(first, { ConditionExpression: 'attribute_not_exists(pk)' });
    const error = await failedCondition(
      table.put(
        { ...key, hash: { S: 'second' } },
        { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
      ),
    );
    expect(error.Item).toEqual(first);
    expect(await table.get(key)).toEqual(first);
  });

  it('a failed condition returns no item without the parameter and without an existing item', async () => {
    const key = table.freshKey();
    const condition = { ConditionExpression: 'attribute_exists(pk)' };
    expect(
      (await failedCondition(table.put(key, { ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }))).Item,
    ).toBeUndefined();
    await table.put(key);
    expect(
      (await failedCondition(table.put(key, { ConditionExpression: 'attribute_not_exists(pk)' }))).Item,
    ).toBeUndefined();
  });

  it('a failed update and a failed delete return the existing item', async () => {
    const key = table.freshKey();
    const item = { ...key, version: { N: '3' } };
    await table.put(item);
    const failing = {
      ConditionExpression: 'version = :v',
      ExpressionAttributeValues: { ':v': { N: '4' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const;
    expect((await failedCondition(table.update(key, 'REMOVE unused', failing))).Item).toEqual(item);
    expect(
      (await failedCondition(table.client.send(new DeleteItemCommand({ TableName, Key: key, ...failing })))).Item,
    ).toEqual(item);
  });

  it('an update sets, adds and removes along nested map paths and returns the whole new item', async () => {
    const key = table.freshKey();
    await table.put({ ...key, nonce: { M: { a: { N: '5' }, c: { N: '1' } } }, gone: { S: 'x' } });
    const { Attributes } = await table.update(
      key,
      'SET nonce.#b = :n, fresh = :m ADD nonce.#a :one REMOVE gone, nonce.c',
      {
        ExpressionAttributeNames: { '#a': 'a', '#b': 'b' },
        ExpressionAttributeValues: { ':n': { N: '9' }, ':m': { M: { x: { S: 'y' } } }, ':one': { N: '1' } },
        ReturnValues: 'ALL_NEW',
      },
    );
    const expected = { ...key, nonce: { M: { a: { N: '6' }, b: { N: '9' } } }, fresh: { M: { x: { S: 'y' } } } };
    expect(Attributes).toEqual(expected);
    expect(await table.get(key)).toEqual(expected);
  });

  it('an update of a path with a missing parent is refused', async () => {
    const key = table.freshKey();
    await table.put(key);
    const attempt = table.update(key, 'SET nonce.#k = :n', {
      ExpressionAttributeNames: { '#k': 'k' },
      ExpressionAttributeValues: { ':n': { N: '1' } },
    });
    await expect(attempt).rejects.toThrow(/document path .* invalid/);
  });

  it('an update creates a missing item, and if_not_exists keeps an existing value', async () => {
    const key = table.freshKey();
    const values = {
      ExpressionAttributeValues: { ':v': { N: '1' }, ':w': { N: '2' } },
      ReturnValues: 'ALL_NEW',
    } as const;
    expect((await table.update(key, 'SET a = if_not_exists(a, :v) ADD n :w', values)).Attributes).toEqual({
      ...key,
      a: { N: '1' },
      n: { N: '2' },
    });
    const again = { ...values, ExpressionAttributeValues: { ':v': { N: '7' }, ':w': { N: '2' } } };
    expect((await table.update(key, 'SET a = if_not_exists(a, :v) ADD n :w', again)).Attributes).toEqual({
      ...key,
      a: { N: '1' },
      n: { N: '4' },
    });
  });

  it('exactly one of many concurrent conditional writers wins each value', async () => {
    const key = table.freshKey();
    await table.put({ ...key, n: { N: '0' } });
    const claim = (now: number) =>
      table.update(key, 'SET n = :now', {
        ConditionExpression: 'n < :now',
        ExpressionAttributeValues: { ':now': { N: String(now) } },
      });
    const claims = await Promise.allSettled(Array.from({ length: 20 }, () => claim(1)));
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('concurrent increments are never lost', async () => {
    const key = table.freshKey();
    const add = () =>
      table.update(key, 'ADD n :one', { ExpressionAttributeValues: { ':one': { N: '1' } }, ReturnValues: 'ALL_NEW' });
    const results = await Promise.all(Array.from({ length: 50 }, add));
    expect(new Set(results.map(({ Attributes }) => Attributes?.n?.N)).size).toBe(50);
    expect((await table.get(key))?.n?.N).toBe('50');
  });

  it('a number keeps 38 digits, and a number of 39 digits is refused', async () => {
    const key = table.freshKey();
    const digits = '12345678901234567890123456789012345678';
    await table.put({ ...key, n: { N: digits } });
    expect((await table.get(key))?.n?.N).toBe(digits);
    const { Attributes } = await table.update(key, 'ADD n :one', {
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW',
    });
    expect(Attributes?.n?.N).toBe('12345678901234567890123456789012345679');
    await expect(table.put({ ...key, n: { N: `${digits}9` } })).rejects.toThrow(/38 significant digits/);
  });

  it('binary attributes stay unchanged', async () => {
    const key = table.freshKey();
    const bytes = Uint8Array.from({ length: 256 }, (_value, index) => index);
    await table.put({ ...key, blob: { B: bytes } });
    expect((await table.get(key))?.blob?.B).toEqual(bytes);
  });

  it('an item over 400 KB is refused', async () => {
    const key = table.freshKey();
    await table.put({ ...key, blob: { B: new Uint8Array(399 * 1024) } });
    await expect(table.put({ ...key, blob: { B: new Uint8Array(401 * 1024) } })).rejects.toThrow(
      /Item size has exceeded/,
    );
  });

  it('an attribute named constructor is an ordinary attribute', async () => {
    const key = table.freshKey();
    await table.update(key, 'SET #p = :v', {
      ExpressionAttributeNames: { '#p': 'constructor' },
      ExpressionAttributeValues: { ':v': { S: 'x' } },
    });
    expect((await table.get(key))?.constructor).toEqual({ S: 'x' });
  });
});

describe('a DynamoDB with a folder', () => {
  it('a DynamoDB with a folder keeps the items over a restart', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'oems-dynamodb-')), 'dynamodb');
    const key = table.freshKey();
    for (const isFirst of [true, false]) {
      const kept = await startDynamoDb({ path });
      const own = connect(kept.url);
      await createTable(own, TableName);
      if (isFirst) await own.send(new PutItemCommand({ TableName, Item: key }));
      else expect((await own.send(new GetItemCommand({ TableName, Key: key }))).Item).toEqual(key);
      own.destroy();
      await kept.close();
    }
    await rm(join(path, '..'), { recursive: true });
  });
});
