import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AccountRef } from '../accounts/account.ts';
import { orderPartition } from '../accounts/partitions.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { Item, ItemKey } from '../aws/table-item.ts';
import type { ExchangeOrder } from '../exchanges/model/order.ts';
import { entryFrom, type Journal, pendingShardsOf, readEntry, shardOf } from '../journal/journal.ts';
import { endedStatuses, isOver, isResting, type OrderRecord } from './order.ts';

function orderKey(ref: AccountRef, clientOrderId: string): ItemKey {
  return { pk: { S: orderPartition(ref) }, sk: { S: `ORDER#${clientOrderId}` } };
}

export const orderJournal: Journal<OrderRecord> = {
  name: 'orders',
  shards: pendingShardsOf('ORDERS'),
  keyOf: ({ ref, clientOrderId }) => orderKey(ref, clientOrderId),
  attributesOf: (record) => ({
    orderAccount: orderPartition(record.ref),
    orderTime: record.sentAt,
    ...(isResting(record) ? restingAttributes(record) : {}),
  }),
};

export function readOrderRecord(ref: AccountRef, clientOrderId: string): Promise<OrderRecord | null> {
  return readEntry(orderKey(ref, clientOrderId));
}

/** The partitions of the sparse index `resting`: all orders of an account stand in one. */
export const restingShards = pendingShardsOf('RESTING');

function restingAttributes({ ref, clientOrderId, sentAt }: OrderRecord) {
  return { restingShard: shardOf(orderKey(ref, clientOrderId), restingShards), restingSince: sentAt };
}

/** The journal does not know this description: an unchanged order costs no write. */
export function isNew(told: ExchangeOrder | null, { described }: OrderRecord): told is ExchangeOrder {
  return told !== null && !isDeepStrictEqual(told, described);
}

/**
 * Keeps what the exchange told of a settled order in a look that began at `at` (epoch ms). The state does not change. The description of a
 * later look stands, and so does an end: false when nothing was written. An order that ends leaves the sparse index of resting orders.
 */
export async function describeOrder(record: OrderRecord, described: ExchangeOrder, at: number): Promise<boolean> {
  const isEnd = isOver(described.status);
  const ends = Object.fromEntries(endedStatuses.map((status, index) => [`:end${index}`, status]));
  const noEnd = isEnd ? '' : ` AND NOT #record.described.#status IN (${Object.keys(ends).join(', ')})`;
  const { restingShard, restingSince } = restingAttributes(record);
  try {
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: orderKey(record.ref, record.clientOrderId),
        UpdateExpression: `SET #record.described = :described, #record.describedAt = :at${isEnd ? ' REMOVE restingShard, restingSince' : ', restingShard = :shard, restingSince = :since'}`,
        ConditionExpression: `attempt = :attempt AND entryState = :acked AND (attribute_not_exists(#record.describedAt) OR #record.describedAt <= :at)${noEnd}`,
        ExpressionAttributeNames: { '#record': 'record', ...(isEnd ? {} : { '#status': 'status' }) },
        ExpressionAttributeValues: marshall(
          {
            ':described': described,
            ':at': at,
            ':attempt': record.attempt,
            ':acked': 'ACCEPTED',
            ...(isEnd ? {} : { ...ends, ':shard': restingShard, ':since': restingSince }),
          },
          { removeUndefinedValues: true },
        ),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** One page of the account's journal, newest first. The cursor is opaque to clients. */
export async function listOrderRecords(
  ref: AccountRef,
  limit: number,
  cursor: string | undefined,
): Promise<{ records: OrderRecord[]; next: string | null }> {
  const start = cursor === undefined ? undefined : startAfter(ref, cursor);
  const page = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      IndexName: 'orders',
      KeyConditionExpression: 'orderAccount = :account',
      ExpressionAttributeValues: { ':account': { S: orderPartition(ref) } },
      ScanIndexForward: false,
      Limit: limit,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    }),
  );
  const records = (page.Items ?? []).map((item) => entryFrom<OrderRecord>(item));
  const last = records.at(-1);
  const next =
    page.LastEvaluatedKey === undefined || last === undefined ? null : `${last.sentAt}:${last.clientOrderId}`;
  return { records, next };
}

/** Built from the account of the call: a cursor cannot reach into another partition. */
function startAfter(ref: AccountRef, cursor: string): Item {
  const [time = '0', clientOrderId = ''] = cursor.split(':');
  const orderTime = Number.isSafeInteger(Number(time)) ? Number(time) : 0;
  return {
    ...orderKey(ref, clientOrderId),
    orderAccount: { S: orderPartition(ref) },
    orderTime: { N: String(orderTime) },
  };
}
