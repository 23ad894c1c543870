import { beforeAll, describe, expect, it } from 'vitest';
import { type Item, useTable } from './fixture-table.ts';

const table = useTable();

describe('queries of the embedded DynamoDB', () => {
  const pk = { S: 'TENANT#query' };
  const sks = ['ACCOUNT', 'ORDER#a', 'ORDER#b', 'ORDER#c', 'PNL#2026-01-01', 'PNL#2026-01-02', 'PNL#2026-01-03'];
  const keysOf = (items: Item[] | undefined) => items?.map((item) => item.sk?.S);

  beforeAll(async () => {
    for (const sk of sks) await table.put({ pk, sk: { S: sk } });
    await table.put({ pk: { S: 'TENANT#query2' }, sk: { S: 'ORDER#x' } });
  });

  it('begins_with finds the prefix within a single partition', async () => {
    const { Items } = await table.query({
      KeyConditionExpression: 'pk = :p AND begins_with(sk, :s)',
      ExpressionAttributeValues: { ':p': pk, ':s': { S: 'ORDER#' } },
    });
    expect(keysOf(Items)).toEqual(['ORDER#a', 'ORDER#b', 'ORDER#c']);
  });

  it('BETWEEN includes both ends and can run in reverse order', async () => {
    const between = {
      KeyConditionExpression: 'pk = :p AND sk BETWEEN :a AND :b',
      ExpressionAttributeValues: { ':p': pk, ':a': { S: 'PNL#2026-01-01' }, ':b': { S: 'PNL#2026-01-02' } },
    };
    expect(keysOf((await table.query(between)).Items)).toEqual(['PNL#2026-01-01', 'PNL#2026-01-02']);
    expect(keysOf((await table.query({ ...between, ScanIndexForward: false })).Items)).toEqual([
      'PNL#2026-01-02',
      'PNL#2026-01-01',
    ]);
  });

  it.each([true, false])(
    'Limit and ExclusiveStartKey page through every item exactly once (forward: %s)',
    async (ScanIndexForward) => {
      const found: (string | undefined)[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = await table.query({
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': pk },
          Limit: 2,
          ScanIndexForward,
          ExclusiveStartKey,
        });
        expect(page.Items?.length).toBeLessThanOrEqual(2);
        found.push(...(keysOf(page.Items) ?? []));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      expect(found).toEqual(ScanIndexForward ? sks : sks.toReversed());
    },
  );

  it('a filter applies after the read', async () => {
    await table.put({ pk: { S: 'TENANT#filter' }, sk: { S: '1' }, state: { S: 'open' } });
    await table.put({ pk: { S: 'TENANT#filter' }, sk: { S: '2' }, state: { S: 'filled' } });
    const result = await table.query({
      KeyConditionExpression: 'pk = :p',
      FilterExpression: '#s IN (:a, :b)',
      ExpressionAttributeNames: { '#s': 'state' },
      ExpressionAttributeValues: { ':p': { S: 'TENANT#filter' }, ':a': { S: 'open' }, ':b': { S: 'x' } },
    });
    expect([keysOf(result.Items), result.ScannedCount]).toEqual([['1'], 2]);
  });
});

describe('indexes of the embedded DynamoDB', () => {
  const due = (before: string, shard = 'S1') =>
    table.query({
      IndexName: 'pending',
      KeyConditionExpression: 'pendingShard = :s AND pendingAfter <= :t',
      ExpressionAttributeValues: { ':s': { S: shard }, ':t': { N: before } },
    });

  it('an item is in the sparse index exactly while the item has the index keys', async () => {
    const key = table.freshKey('ORDER#1');
    await table.put({ ...key, pendingShard: { S: 'S1' }, pendingAfter: { N: '1764000000000' }, extra: { S: 'x' } });
    expect((await due('1764000000000')).Items).toEqual([
      { ...key, pendingShard: { S: 'S1' }, pendingAfter: { N: '1764000000000' }, extra: { S: 'x' } },
    ]);
    expect((await due('1763999999999')).Items).toEqual([]);
    await table.update(key, 'SET pendingAfter = :t', { ExpressionAttributeValues: { ':t': { N: '1765000000000' } } });
    expect((await due('1764000000000')).Items).toEqual([]);
    expect((await due('1765000000000')).Items).toHaveLength(1);
    await table.update(key, 'REMOVE pendingShard, pendingAfter');
    expect((await due('9999999999999')).Items).toEqual([]);
  });

  it('number keys of an index sort as numbers', async () => {
    for (const after of ['9', '10', '100', '1764000000000']) {
      await table.put({ ...table.freshKey('ORDER#n'), pendingShard: { S: 'S2' }, pendingAfter: { N: after } });
    }
    const { Items } = await due('1764000000000', 'S2');
    expect(Items?.map((item) => item.pendingAfter?.N)).toEqual(['9', '10', '100', '1764000000000']);
    expect((await due('99', 'S2')).Items).toHaveLength(2);
  });

  it('an index query pages through equal sort keys without loss', async () => {
    const keys = Array.from({ length: 5 }, () => table.freshKey('ORDER#same'));
    for (const key of keys) await table.put({ ...key, pendingShard: { S: 'S3' }, pendingAfter: { N: '7' } });
    const found: (string | undefined)[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await table.query({
        IndexName: 'pending',
        KeyConditionExpression: 'pendingShard = :s',
        ExpressionAttributeValues: { ':s': { S: 'S3' } },
        Limit: 2,
        ExclusiveStartKey,
      });
      found.push(...(page.Items ?? []).map((item) => item.pk?.S));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    expect(found.toSorted()).toEqual(keys.map(({ pk }) => pk.S).toSorted());
  });

  it('the accounts index projects index keys and table keys only', async () => {
    const key = table.freshKey();
    await table.put({ ...key, accountShard: { S: 'A' }, accountKey: { S: 't#1' }, secret: { S: 'x' } });
    const { Items } = await table.query({
      IndexName: 'accounts',
      KeyConditionExpression: 'accountShard = :s',
      ExpressionAttributeValues: { ':s': { S: 'A' } },
    });
    expect(Items).toEqual([{ ...key, accountShard: { S: 'A' }, accountKey: { S: 't#1' } }]);
  });
});
