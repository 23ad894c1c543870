import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { AccountRef } from '../accounts/account.ts';
import { orderPartition } from '../accounts/keys.ts';
import { type OrderRecord, openStates } from './order.ts';

export type Item = Record<string, AttributeValue>;

export const keyOf = (ref: AccountRef, clientOrderId: string) => ({
  pk: { S: orderPartition(ref) },
  sk: { S: `ORDER#${clientOrderId}` },
});

/** The sparse index of open orders is spread so that no partition of it runs hot. */
const shardCount = 4;
const shardName = (index: number): string => `ORDERS#${index}`;
export const pendingShards: readonly string[] = Array.from({ length: shardCount }, (_, index) => shardName(index));

const pendingShardOf = (ref: AccountRef): string =>
  shardName(createHash('sha256').update(orderPartition(ref)).digest().readUInt32BE(0) % shardCount);

export const fromItem = (item: Item): OrderRecord => unmarshall(item).record as OrderRecord;

/** State and attempt stand outside the record too: conditions look at them. */
export const toItem = (record: OrderRecord, pendingAfter: number): Item => ({
  ...keyOf(record.ref, record.clientOrderId),
  ...marshall(
    {
      orderState: record.state,
      attempt: record.attempt,
      orderAccount: orderPartition(record.ref),
      orderTime: record.sentAt,
      record,
      // In the sparse index only while its fate is open.
      ...(openStates.includes(record.state) ? { pendingShard: pendingShardOf(record.ref), pendingAfter } : {}),
    },
    { removeUndefinedValues: true },
  ),
});
