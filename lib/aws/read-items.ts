import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from './clients.ts';
import { env } from './env.ts';
import type { Item, ItemKey } from './table-item.ts';

/** The most keys that DynamoDB takes in one request. */
export const keysPerRequest = 100;

/** The items under at most `keysPerRequest` keys, in no order and as of now; an item that is not there is left out. */
export async function readItems(keys: readonly ItemKey[]): Promise<Item[]> {
  const items: Item[] = [];
  let left: Item[] = keys.map((key) => ({ ...key }));
  while (left.length > 0) {
    const request = { [env.table]: { Keys: left, ConsistentRead: true } };
    const { Responses, UnprocessedKeys } = await dynamodb().send(new BatchGetItemCommand({ RequestItems: request }));
    items.push(...(Responses?.[env.table] ?? []));
    left = UnprocessedKeys?.[env.table]?.Keys ?? [];
  }
  return items;
}
