import { sharedNow } from '../../aws/clock.ts';
import { type Resolving, resolveDueLines } from '../../journal/resolve.ts';
import { type OpenExchange, openExchange } from '../../session/open-session.ts';
import type { TransferRecord } from '../transfer.ts';
import { pendingTransferShards, transferItem, transferKey } from '../transfer-store.ts';
import { afterLookUp, lookForTransfer, nextLookUpAt } from './find-transfer.ts';

export const transfersResolving: Resolving<TransferRecord, OpenExchange> = {
  journal: 'transfers',
  shards: pendingTransferShards,
  keyOf: ({ ref, transferId }) => transferKey(ref, transferId),
  toItem: transferItem,
  open: ({ ref, via }) => openExchange(ref, via),
  look: async (opened, record) => afterLookUp(record, await lookForTransfer(opened, record), sharedNow()),
  unseen: (record, now) => afterLookUp(record, null, now),
  nextLookAt: nextLookUpAt,
};

/** The job: settles every due open transfer. */
export function resolveDueTransfers(): Promise<void> {
  return resolveDueLines(transfersResolving);
}
