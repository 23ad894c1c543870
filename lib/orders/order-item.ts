import type { AccountRef } from '../accounts/account.ts';
import { orderPartition } from '../accounts/keys.ts';
import { type Item, itemOf, lineFrom, pendingShardsOf } from '../journal/line-item.ts';
import type { OrderRecord } from './order.ts';

export const keyOf = (ref: AccountRef, clientOrderId: string) => ({
  pk: { S: orderPartition(ref) },
  sk: { S: `ORDER#${clientOrderId}` },
});

export const pendingShards = pendingShardsOf('ORDERS');

export const fromItem = (item: Item): OrderRecord => lineFrom(item);

export const toItem = (record: OrderRecord, pendingAfter: number): Item =>
  itemOf(
    record,
    {
      key: keyOf(record.ref, record.clientOrderId),
      shards: pendingShards,
      attributes: { orderAccount: orderPartition(record.ref), orderTime: record.sentAt },
    },
    pendingAfter,
  );
