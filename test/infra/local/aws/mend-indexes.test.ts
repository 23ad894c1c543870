import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDynamoDb } from '../../../../infra/local/aws/dynamodb.ts';
import { createTable } from '../../../../infra/local/stack/create-table.ts';
import { connect, type Item, TableName } from './fixture-table.ts';

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'oems-table-'));
});
afterEach(() => rm(path, { recursive: true, force: true }));

async function during<T>(run: (client: ReturnType<typeof connect>) => Promise<T>): Promise<T> {
  const server = await startDynamoDb({ path });
  const client = connect(server.url);
  try {
    await createTable(client, TableName);
    return await run(client);
  } finally {
    client.destroy();
    await server.close();
  }
}

interface Rows {
  iterator(range: { readonly gte: string; readonly lt: string }): AsyncIterable<[string, Item]>;
  del(key: string): Promise<void>;
  put(key: string, value: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Changes what a process that was killed left in the folder. */
async function inFolder(run: (rows: Rows) => Promise<void>): Promise<void> {
  const { Level } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level') as {
    Level: new (path: string, options: object) => Rows;
  };
  const rows = new Level(path, { valueEncoding: 'json' });
  await run(rows).finally(() => rows.close());
}

const order: Item = {
  pk: { S: 'ORDER#a' },
  sk: { S: 'ORDER#1' },
  pendingShard: { S: 'ORDERS#0' },
  pendingAfter: { N: '1' },
  orderAccount: { S: 'ORDER#a' },
  orderTime: { N: '5' },
  exchangeOrderId: { S: 'X1' },
};
const pending = { gte: `index-global~${TableName}~pending~`, lt: `index-global~${TableName}~pending~\xff` };

function put(item: Item): Promise<unknown> {
  return during((client) => client.send(new PutItemCommand({ TableName, Item: item })));
}
async function pendingItems(): Promise<readonly Item[]> {
  const { Items = [] } = await during((client) =>
    client.send(
      new QueryCommand({
        TableName,
        IndexName: 'pending',
        KeyConditionExpression: 'pendingShard = :shard',
        ExpressionAttributeValues: { ':shard': { S: 'ORDERS#0' } },
      }),
    ),
  );
  return Items;
}

describe('a kept database of a process that was killed', () => {
  it('shows an item in its index whose row went before the next row came', async () => {
    await put(order);
    await inFolder(async (rows) => {
      for await (const [key] of rows.iterator(pending)) await rows.del(key);
    });
    expect(await pendingItems()).toEqual([order]);
  });

  it('shows the item as it is where the row was written and the item was not', async () => {
    await put(order);
    await inFolder(async (rows) => {
      for await (const [key, row] of rows.iterator(pending))
        await rows.put(key, { ...row, entryState: { S: 'LATER' } });
    });
    expect(await pendingItems()).toEqual([order]);
  });

  it('shows no row of an item that was never written', async () => {
    await put(order);
    await inFolder(async (rows) => {
      for await (const [key] of rows.iterator({ gte: `item-${TableName}~`, lt: `item-${TableName}~\xff` }))
        await rows.del(key);
    });
    expect(await pendingItems()).toEqual([]);
    expect((await ordersById()).length).toBe(0);
  });

  it('keeps its items and all other rows', async () => {
    await put(order);
    const key = { pk: order.pk, sk: order.sk } as Item;
    const { Item: kept } = await during((client) => client.send(new GetItemCommand({ TableName, Key: key })));
    expect([kept, (await ordersById()).length]).toEqual([order, 1]);
  });
});

async function ordersById(): Promise<readonly Item[]> {
  const { Items = [] } = await during((client) =>
    client.send(
      new QueryCommand({
        TableName,
        IndexName: 'orderIds',
        KeyConditionExpression: 'orderAccount = :account',
        ExpressionAttributeValues: { ':account': { S: 'ORDER#a' } },
      }),
    ),
  );
  return Items;
}
