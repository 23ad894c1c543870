import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { AccountRef } from '../../accounts/account.ts';
import { orderPartition } from '../../accounts/partitions.ts';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { OrderRef } from '../../exchanges/model/order.ts';
import type { JournalEntry } from '../../journal/entry.ts';
import { entryFrom, type Item, type ItemKey, itemOf, pendingShardsOf } from '../../journal/entry-item.ts';
import { beginEntry } from '../../journal/journal.ts';

/**
 * The wish that none of these orders stays open. Which they are stands in the line from its first writing on: so a repetition and the
 * resolver know them by id, and no clock decides. ACCEPTED: none is open; NEEDS_REVIEW: some may be, after ten minutes of trying.
 */
export interface CancelAllRecord extends JournalEntry {
  readonly cancelAllId: string;
  readonly marketType: MarketType;
  readonly symbol: string | null;
  readonly fingerprint: string;
  /** Another key may belong to another customer of the exchange, who has no such orders. */
  readonly credentialVersion: string;
  /** Orders that it has canceled, as far as the exchange has told. */
  readonly canceled: number;
  /** Orders that may still be open. */
  readonly remaining: readonly RemainingOrder[];
}

/** An order by all that an exchange may need to find it. */
export type RemainingOrder = OrderRef & { readonly exchangeOrderId: string };

export function cancelAllKey({ ref, cancelAllId }: Pick<CancelAllRecord, 'ref' | 'cancelAllId'>): ItemKey {
  return {
    pk: { S: orderPartition(ref) },
    sk: { S: `CANCEL_ALL#${cancelAllId}` },
  };
}

/** Beside the orders' in the same sparse index. */
export const pendingCancelAllShards = pendingShardsOf('CANCELS');

export function cancelAllItem(record: CancelAllRecord, pendingAfter: number): Item {
  return itemOf(record, { key: cancelAllKey(record), shards: pendingCancelAllShards }, pendingAfter);
}

export function beginCancelAll(record: CancelAllRecord): Promise<CancelAllRecord | null> {
  return beginEntry(cancelAllItem, record);
}

export async function readCancelAll(ref: AccountRef, cancelAllId: string): Promise<CancelAllRecord | null> {
  const Key = cancelAllKey({ ref, cancelAllId });
  const { Item } = await dynamodb().send(new GetItemCommand({ TableName: env.table, Key, ConsistentRead: true }));
  return Item === undefined ? null : entryFrom(Item);
}
