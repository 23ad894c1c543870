import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AccountRef } from '../../accounts/account.ts';
import { orderPartition } from '../../accounts/partitions.ts';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { pendingShardsOf } from '../../aws/pending-shards.ts';
import { requireKnownShape, shape } from '../../aws/stored-shape.ts';
import type { ItemKey } from '../../aws/table-item.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import { type Journal, readEntry } from '../../journal/journal.ts';
import type { AmendmentRecord } from './amendment.ts';

function itemKey(ref: AccountRef, sk: string): ItemKey {
  return { pk: { S: orderPartition(ref) }, sk: { S: sk } };
}

function amendmentKey(ref: AccountRef, amendmentId: string): ItemKey {
  return itemKey(ref, `AMEND#${amendmentId}`);
}

export const amendmentJournal: Journal<AmendmentRecord> = {
  name: 'amendments',
  shards: pendingShardsOf('AMENDS'),
  /** The end of the order may still tell. */
  reviewedForMs: 24 * 3_600_000,
  keyOf: ({ ref, amendmentId }) => amendmentKey(ref, amendmentId),
  auditOf: ({ amendmentId, exchangeOrderId, symbol, change, error }) => ({
    id: amendmentId,
    thing: { orderId: exchangeOrderId },
    terms: { symbol, ...change },
    code: error?.code ?? null,
  }),
};

export function readAmendment(ref: AccountRef, amendmentId: string): Promise<AmendmentRecord | null> {
  return readEntry(amendmentKey(ref, amendmentId));
}

/** The amendment that holds the lock of an order: at most a single amendment of an order can be on the way. */
export interface AmendLock {
  readonly amendmentId: string;
  readonly attempt: string;
}

function amendLockKey(ref: AccountRef, marketType: MarketType, exchangeOrderId: string): ItemKey {
  return itemKey(ref, `AMENDING#${marketType}#${exchangeOrderId}`);
}

/** An amendment of the order has held the lock here, and so may have been sent. */
export async function wasAmended(ref: AccountRef, marketType: MarketType, exchangeOrderId: string): Promise<boolean> {
  const Key = amendLockKey(ref, marketType, exchangeOrderId);
  const { Item } = await dynamodb().send(new GetItemCommand({ TableName: env.table, Key, ConsistentRead: true }));
  if (Item !== undefined) requireKnownShape(Item);
  return Item !== undefined;
}

/** No later amendment of the order has been sent. */
export async function holdsAmendLock({ ref, marketType, exchangeOrderId, attempt }: AmendmentRecord): Promise<boolean> {
  const Key = amendLockKey(ref, marketType, exchangeOrderId);
  const { Item } = await dynamodb().send(new GetItemCommand({ TableName: env.table, Key, ConsistentRead: true }));
  return Item?.attempt?.S === attempt;
}

/** Takes a free lock, or exactly the lock of `previous`. Null when the lock is taken; otherwise the present holder. */
export async function putAmendLock(record: AmendmentRecord, previous: AmendLock | null): Promise<AmendLock | null> {
  const { ref, marketType, exchangeOrderId, amendmentId, attempt } = record;
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: {
          ...amendLockKey(ref, marketType, exchangeOrderId),
          ...marshall({ shape, amendmentId, attempt }),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ...(previous === null
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'attempt = :previous',
              ExpressionAttributeValues: { ':previous': { S: previous.attempt } },
            }),
      }),
    );
    return null;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException) || error.Item === undefined) throw error;
    requireKnownShape(error.Item);
    const holder = { amendmentId: error.Item.amendmentId?.S ?? '', attempt: error.Item.attempt?.S ?? '' };
    // The SDK repeats a write after a lost answer. The repeated write fails on our own lock.
    return holder.attempt === attempt ? null : holder;
  }
}
