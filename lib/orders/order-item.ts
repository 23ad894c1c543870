import type { AccountRef } from '../accounts/account.ts';
import { orderPartition } from '../accounts/partitions.ts';
import { entryFrom, type Item, itemOf, pendingShardsOf } from '../journal/entry-item.ts';
import type { OrderRecord } from './order.ts';

export function keyOf(ref: AccountRef, clientOrderId: string) {
  return {
    pk: { S: orderPartition(ref) },
    sk: { S: `ORDER#${clientOrderId}` },
  };
}

export const pendingShards = pendingShardsOf('ORDERS');

export function fromItem(item: Item): OrderRecord {
  return entryFrom(item);
}

export function toItem(record: OrderRecord, pendingAfter: number): Item {
  return itemOf(
    record,
    {
      key: keyOf(record.ref, record.clientOrderId),
      shards: pendingShards,
      attributes: { orderAccount: orderPartition(record.ref), orderTime: record.sentAt },
    },
    pendingAfter,
  );
}
