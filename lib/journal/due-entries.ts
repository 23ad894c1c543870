import { ConditionalCheckFailedException, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { JournalEntry } from './entry.ts';
import { entryFrom, type ItemKey } from './journal.ts';

/** Open entries of one shard that are due, oldest first. The index lags behind the table: `claimEntry` decides. */
export async function dueEntries<R extends JournalEntry>(shard: string, now: number, limit: number): Promise<R[]> {
  const page = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      IndexName: 'pending',
      KeyConditionExpression: 'pendingShard = :shard AND pendingAfter <= :now',
      ExpressionAttributeValues: { ':shard': { S: shard }, ':now': { N: String(now) } },
      Limit: limit,
    }),
  );
  return (page.Items ?? []).map((item) => entryFrom<R>(item));
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
