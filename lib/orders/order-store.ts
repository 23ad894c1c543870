import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AccountRef } from '../accounts/account.ts';
import { orderPartition } from '../accounts/partitions.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { Item, ItemKey } from '../aws/table-item.ts';
import { entryFrom, type Journal, pendingShardsOf, readEntry } from '../journal/journal.ts';
import type { OrderRecord } from './order.ts';

function orderKey(ref: AccountRef, clientOrderId: string): ItemKey {
  return { pk: { S: orderPartition(ref) }, sk: { S: `ORDER#${clientOrderId}` } };
}

export const orderJournal: Journal<OrderRecord> = {
  name: 'orders',
  shards: pendingShardsOf('ORDERS'),
  keyOf: ({ ref, clientOrderId }) => orderKey(ref, clientOrderId),
  attributesOf: ({ ref, sentAt }) => ({ orderAccount: orderPartition(ref), orderTime: sentAt }),
};

export function readOrderRecord(ref: AccountRef, clientOrderId: string): Promise<OrderRecord | null> {
  return readEntry(orderKey(ref, clientOrderId));
}

/** Keeps the exchange's latest description of a settled order. The state does not change. */
export async function describeOrder(record: OrderRecord): Promise<void> {
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: env.table,
      Key: orderKey(record.ref, record.clientOrderId),
      UpdateExpression: 'SET #record.described = :described',
      ConditionExpression: 'attempt = :attempt AND entryState = :acked',
      ExpressionAttributeNames: { '#record': 'record' },
      ExpressionAttributeValues: marshall({
        ':described': record.described,
        ':attempt': record.attempt,
        ':acked': 'ACCEPTED',
      }),
    }),
  );
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
