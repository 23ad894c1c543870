import { sharedNow } from '../../aws/clock.ts';
import { type Resolving, resolveDueEntries } from '../../journal/resolve.ts';
import type { TransferRecord } from '../transfer.ts';
import { openTransferSession, type TransferSession } from '../transfer-routes.ts';
import { pendingTransferShards, transferItem, transferKey } from '../transfer-store.ts';
import { afterLook, lookForTransfer, nextLookAt } from './find-transfer.ts';

export const transfersResolving: Resolving<TransferRecord, TransferSession> = {
  journal: 'transfers',
  shards: pendingTransferShards,
  keyOf: ({ ref, transferId }) => transferKey(ref, transferId),
  toItem: transferItem,
  open: ({ ref, request }) => openTransferSession(ref, request),
  look: async (session, record) => afterLook(record, await lookForTransfer(session, record), sharedNow()),
  withoutLook: (record, now) => afterLook(record, null, now),
  nextLookAt: nextLookAt,
};

/** The job: settles every due open transfer. */
export function resolveDueTransfers(): Promise<void> {
  return resolveDueEntries(transfersResolving);
}
