import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import type { AccountRef } from '../accounts/account.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { readableItems } from '../aws/readable-items.ts';
import type { Item } from '../aws/table-item.ts';
import { entryFrom } from '../journal/journal.ts';
import type { OrderRecord } from './order.ts';
import { orderKey } from './order-store.ts';

/** DynamoDB takes this many keys in one request. */
const keysPerRequest = 100;

/** The journal entries under the given client order ids, a hundred in a request. Null for an entry that cannot be read, and nothing for no entry. */
export async function readOrderRecords(
  ref: AccountRef,
  clientOrderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderRecord | null>> {
  const ids = [...new Set(clientOrderIds)];
  const entries = new Map<string, OrderRecord | null>();
  for (let start = 0; start < ids.length; start += keysPerRequest) {
    const keys = ids.slice(start, start + keysPerRequest).map((id) => orderKey(ref, id));
    for (const item of await readAll(keys.map((key) => ({ ...key }))))
      entries.set((item.sk?.S ?? '').slice('ORDER#'.length), readableItems([item], entryFrom<OrderRecord>)[0] ?? null);
  }
  return entries;
}

async function readAll(keys: readonly Item[]): Promise<Item[]> {
  const items: Item[] = [];
  let left = [...keys];
  while (left.length > 0) {
    const request = { [env.table]: { Keys: left, ConsistentRead: true } };
    const { Responses, UnprocessedKeys } = await dynamodb().send(new BatchGetItemCommand({ RequestItems: request }));
    items.push(...(Responses?.[env.table] ?? []));
    left = UnprocessedKeys?.[env.table]?.Keys ?? [];
  }
  return items;
}
