import { type OpenExchange, openExchange } from '../accounts/open-exchange.ts';
import { sharedNow } from '../aws/clock.ts';
import { type Resolving, resolveDueLines } from '../journal/resolve-lines.ts';
import { afterLookUp, lookForTransfer, nextLookUpAt } from './look-up.ts';
import type { TransferRecord } from './transfer.ts';
import { pendingTransferShards, transferItem, transferKey } from './transfer-store.ts';

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
export const resolveDueTransfers = (): Promise<void> => resolveDueLines(transfersResolving);
