import type { AccountRef } from '../../accounts/account.ts';
import { orderPartition } from '../../accounts/partitions.ts';
import { pendingShardsOf } from '../../aws/pending-shards.ts';
import type { ItemKey } from '../../aws/table-item.ts';
import { type Journal, readEntry } from '../../journal/journal.ts';
import type { CancelAllRecord } from './cancel-all.ts';

function cancelAllKey(ref: AccountRef, cancelAllId: string): ItemKey {
  return { pk: { S: orderPartition(ref) }, sk: { S: `CANCEL_ALL#${cancelAllId}` } };
}

export const cancelAllJournal: Journal<CancelAllRecord> = {
  name: 'cancel-alls',
  shards: pendingShardsOf('CANCELS'),
  /** The client was told that nothing goes on: nothing is canceled any more. */
  reviewedForMs: 0,
  keyOf: ({ ref, cancelAllId }) => cancelAllKey(ref, cancelAllId),
  auditOf: ({ cancelAllId, marketType, symbol, canceled, remaining }) => ({
    id: cancelAllId,
    thing: {},
    terms: { marketType, symbol, canceled, remaining: remaining.length },
    code: null,
  }),
};

export function readCancelAll(ref: AccountRef, cancelAllId: string): Promise<CancelAllRecord | null> {
  return readEntry(cancelAllKey(ref, cancelAllId));
}
