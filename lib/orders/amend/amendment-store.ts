import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AccountRef } from '../../accounts/account.ts';
import { orderPartition } from '../../accounts/partitions.ts';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import { entryFrom, type Item, type ItemKey, itemOf, pendingShardsOf } from '../../journal/entry-item.ts';
import { beginEntry, resubmitEntry } from '../../journal/journal.ts';
import type { AmendmentRecord } from './amendment.ts';

function itemKey(ref: AccountRef, sk: string): ItemKey {
  return { pk: { S: orderPartition(ref) }, sk: { S: sk } };
}

export function amendmentKey({ ref, amendmentId }: Pick<AmendmentRecord, 'ref' | 'amendmentId'>): ItemKey {
  return itemKey(ref, `AMEND#${amendmentId}`);
}

/** Beside the orders' in the same sparse index. */
export const pendingAmendmentShards = pendingShardsOf('AMENDS');

export function amendmentItem(record: AmendmentRecord, pendingAfter: number): Item {
  return itemOf(record, { key: amendmentKey(record), shards: pendingAmendmentShards }, pendingAfter);
}

export function beginAmendment(record: AmendmentRecord): Promise<AmendmentRecord | null> {
  return beginEntry(amendmentItem, record);
}

export function resubmitAmendment(record: AmendmentRecord, previousAttempt: string): Promise<AmendmentRecord | null> {
  return resubmitEntry(amendmentItem, record, previousAttempt);
}

export async function readAmendment(ref: AccountRef, amendmentId: string): Promise<AmendmentRecord | null> {
  const Key = amendmentKey({ ref, amendmentId });
  const { Item } = await dynamodb().send(new GetItemCommand({ TableName: env.table, Key, ConsistentRead: true }));
  return Item === undefined ? null : entryFrom(Item);
}

/** Whose turn it is to amend one order: at most one amendment of it can be on its way. */
export interface AmendLock {
  readonly amendmentId: string;
  readonly attempt: string;
}

function amendLockKey(ref: AccountRef, marketType: MarketType, exchangeOrderId: string): ItemKey {
  return itemKey(ref, `AMENDING#${marketType}#${exchangeOrderId}`);
}

/** Whether any amendment of the order has come to its turn here, and so may have been sent. */
export async function wasAmended(ref: AccountRef, marketType: MarketType, exchangeOrderId: string): Promise<boolean> {
  const Key = amendLockKey(ref, marketType, exchangeOrderId);
  const { Item } = await dynamodb().send(new GetItemCommand({ TableName: env.table, Key, ConsistentRead: true }));
  return Item !== undefined;
}

/** Takes the turn that nobody has, or exactly that of `previous`. Null when it is taken; else whose it is. */
export async function putAmendLock(record: AmendmentRecord, previous: AmendLock | null): Promise<AmendLock | null> {
  const { ref, marketType, exchangeOrderId, amendmentId, attempt } = record;
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: {
          ...amendLockKey(ref, marketType, exchangeOrderId),
          amendmentId: { S: amendmentId },
          attempt: { S: attempt },
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
    const holder = { amendmentId: error.Item.amendmentId?.S ?? '', attempt: error.Item.attempt?.S ?? '' };
    // The SDK repeats a write whose answer was lost: the repetition fails on our own.
    return holder.attempt === attempt ? null : holder;
  }
}
