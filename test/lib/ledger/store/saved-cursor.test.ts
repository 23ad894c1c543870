import { randomUUID } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, it } from 'vitest';
import { dynamodb } from '../../../../lib/aws/clients.ts';
import type { ItemKey } from '../../../../lib/aws/table-item.ts';
import { saveNext } from '../../../../lib/ledger/store/saved-cursor.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';

useEmbeddedTable();

const freshKey = (): ItemKey => ({ pk: { S: `LEDGER#${randomUUID()}` }, sk: { S: 'CURSOR' } });

async function stored(key: ItemKey): Promise<unknown> {
  const { Item = {} } = await dynamodb().send(
    new GetItemCommand({ TableName: 'oems', Key: key, ConsistentRead: true }),
  );
  return unmarshall(Item).cursor;
}

it('each write of a cursor counts the version up', async () => {
  const key = freshKey();
  const first = await saveNext(key, { version: 0, readTo: 10 });
  expect(first).toEqual({ version: 1, readTo: 10 });
  expect(await saveNext(key, { version: 1, readTo: 20 })).toEqual({ version: 2, readTo: 20 });
  expect(await stored(key)).toEqual({ version: 2, readTo: 20 });
});

it('a pull that was overtaken writes nothing over the progress of the faster pull', async () => {
  const key = freshKey();
  await saveNext(key, { version: 0, readTo: 10 });
  await saveNext(key, { version: 1, readTo: 30 });
  expect(await saveNext(key, { version: 1, readTo: 20 })).toBeNull();
  expect(await saveNext(key, { version: 0, readTo: 5 })).toBeNull();
  expect(await stored(key)).toEqual({ version: 2, readTo: 30 });
});
