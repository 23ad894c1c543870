import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { refFromPartition } from '../accounts/partitions.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import { readableItems } from '../aws/readable-items.ts';
import type { Item, ItemKey } from '../aws/table-item.ts';
import type { JournalEntry } from './entry.ts';
import { entryFrom } from './journal.ts';

/**
 * Open entries of one shard that are due, oldest first. The index lags behind the table: `claimEntry` decides. An unreadable entry is
 * reported and passed over: the entries behind it must not wait for a person.
 */
export async function dueEntries<R extends JournalEntry>(shard: string, now: number, limit: number): Promise<R[]> {
  const due: R[] = [];
  const pages = queryPages({
    IndexName: 'pending',
    KeyConditionExpression: 'pendingShard = :shard AND pendingAfter <= :now',
    ExpressionAttributeValues: { ':shard': { S: shard }, ':now': { N: String(now) } },
    Limit: limit,
  });
  for await (const items of pages) {
    due.push(...readableItems(items, (item) => entryFrom<R>(item), ownerOf));
    if (due.length >= limit) break;
  }
  return due.slice(0, limit);
}

function ownerOf(item: Item): { readonly tenant: string; readonly account: string } {
  const { tenant, accountId: account } = refFromPartition(item.pk?.S ?? '');
  return { tenant, account };
}

/** Takes an entry for `leaseMs`: only a single resolver works on the entry. Null for a settled or taken entry. */
export async function claimEntry<R extends JournalEntry>(
  key: ItemKey,
  attempt: string,
  now: number,
  leaseMs: number,
): Promise<R | null> {
  try {
    const { Attributes } = await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: key,
        UpdateExpression: 'SET pendingAfter = :until',
        ConditionExpression: 'attempt = :attempt AND pendingAfter <= :now',
        ExpressionAttributeValues: {
          ':until': { N: String(now + leaseMs) },
          ':now': { N: String(now) },
          ':attempt': { S: attempt },
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes === undefined ? null : entryFrom<R>(Attributes);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
}
