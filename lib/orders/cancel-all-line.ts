import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { AccountRef } from '../accounts/account.ts';
import { orderPartition } from '../accounts/keys.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { Product } from '../exchanges/exchange.ts';
import { beginLine, retakeLine } from '../journal/journal.ts';
import type { Line, StoredError } from '../journal/line.ts';
import { type Item, type ItemKey, itemOf, lineFrom, pendingShardsOf } from '../journal/line-item.ts';

/**
 * The wish that no order of one wallet, or of one symbol, stays open that was there at `asOf`. ACKED: none is; MANUAL: some may be, after
 * ten minutes of trying. Times in epoch ms.
 */
export interface CancelAllRecord extends Line {
  readonly cancelAllId: string;
  readonly product: Product;
  readonly symbol: string | null;
  readonly requestHash: string;
  /** Another key may belong to another customer of the exchange, whose orders are not meant. */
  readonly credentialVersion: string;
  /** When this was first wished. While `left` is null it alone tells which orders are meant. */
  readonly asOf: number;
  /** Orders that it has canceled, as far as the exchange has told. */
  readonly canceled: number;
  /** Ids of those of its orders that may still be open; null before what was open at first is known. */
  readonly left: readonly string[] | null;
  readonly error: StoredError | null;
}

export const cancelAllKey = ({ ref, cancelAllId }: Pick<CancelAllRecord, 'ref' | 'cancelAllId'>): ItemKey => ({
  pk: { S: orderPartition(ref) },
  sk: { S: `CANCEL_ALL#${cancelAllId}` },
});

/** Beside the orders' in the same sparse index. */
export const pendingCancelAllShards = pendingShardsOf('CANCELS');

export const cancelAllItem = (record: CancelAllRecord, pendingAfter: number): Item =>
  itemOf(record, { key: cancelAllKey(record), shards: pendingCancelAllShards }, pendingAfter);

export const beginCancelAll = (record: CancelAllRecord): Promise<CancelAllRecord | null> =>
  beginLine(cancelAllItem, record);

export const retakeCancelAll = (record: CancelAllRecord, previousAttempt: string): Promise<CancelAllRecord | null> =>
  retakeLine(cancelAllItem, record, previousAttempt);

export const readCancelAll = async (ref: AccountRef, cancelAllId: string): Promise<CancelAllRecord | null> => {
  const Key = cancelAllKey({ ref, cancelAllId });
  const { Item } = await dynamodb().send(new GetItemCommand({ TableName: env.table, Key, ConsistentRead: true }));
  return Item === undefined ? null : lineFrom(Item);
};
