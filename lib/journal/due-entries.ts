import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { refFromPartition } from '../accounts/partitions.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import { readableItems } from '../aws/readable-items.ts';
import type { Item, ItemKey } from '../aws/table-item.ts';
import { type JournalEntry, undecidedStates } from './entry.ts';
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

const isFree = '(attribute_not_exists(leasedUntil) OR leasedUntil <= :now)';

/** How long the resolver and the readers leave an entry to its claimer. */
export interface Lease {
  readonly resolverMs: number;
  readonly readersMs: number;
}

/** Takes a due entry for the lease: only a single resolver works on the entry. Null for a settled or taken entry. */
export async function claimDue<R extends JournalEntry>(
  key: ItemKey,
  attempt: string,
  now: number,
  { resolverMs, readersMs }: Lease,
): Promise<R | null> {
  const { item, isClaimed } = await claim(key, {
    UpdateExpression: 'SET pendingAfter = :due, leasedUntil = :until',
    ConditionExpression: `attempt = :attempt AND pendingAfter <= :now AND ${isFree}`,
    ExpressionAttributeValues: { ...timesOf(attempt, now, readersMs), ':due': { N: String(now + resolverMs) } },
  });
  return isClaimed ? entryIn<R>(item) : null;
}

export interface Claim<R> {
  /** The entry as it is stored now; null: there is none. */
  readonly record: R | null;
  readonly isClaimed: boolean;
}

/**
 * Takes an undecided entry for one look of a reader, due or not: of many readers one looks.
 */
export async function claimLook<R extends JournalEntry>(
  key: ItemKey,
  attempt: string,
  now: number,
  leaseMs: number,
): Promise<Claim<R>> {
  const states = Object.fromEntries(undecidedStates.map((state, index) => [`:state${index}`, { S: state }]));
  const { item, isClaimed } = await claim(key, {
    UpdateExpression: 'SET leasedUntil = :until',
    ConditionExpression: `attempt = :attempt AND entryState IN (${Object.keys(states).join(', ')}) AND ${isFree}`,
    ExpressionAttributeValues: { ...timesOf(attempt, now, leaseMs), ...states },
  });
  return { record: entryIn<R>(item), isClaimed };
}

function timesOf(attempt: string, now: number, leaseMs: number): Item {
  return { ':until': { N: String(now + leaseMs) }, ':now': { N: String(now) }, ':attempt': { S: attempt } };
}

type ClaimTerms = Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'
>;

async function claim(
  key: ItemKey,
  terms: ClaimTerms,
): Promise<{ readonly item: Item | undefined; readonly isClaimed: boolean }> {
  try {
    const update = new UpdateItemCommand({
      TableName: env.table,
      Key: key,
      ...terms,
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return { item: (await dynamodb().send(update)).Attributes, isClaimed: true };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { item: error.Item, isClaimed: false };
    throw error;
  }
}

function entryIn<R extends JournalEntry>(item: Item | undefined): R | null {
  return item === undefined ? null : entryFrom<R>(item);
}
