import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { OemsError } from '../../errors.ts';
import { requestIdFor } from '../../journal/request-id.ts';
import { lookAgain } from '../../journal/resolve.ts';
import { withBooking } from '../reconcile/booking.ts';
import { transferReconciliation } from '../reconcile/reconcile-transfer.ts';
import { type Transfer, type TransferRecord, transferFromRecord } from '../transfer.ts';
import { openTransferSession } from '../transfer-routes.ts';
import { awaitsBooking, findTransferRecord, readTransferRecord } from '../transfer-store.ts';

/** Names a transfer by one of three: the exchange's reference, the id of this service, the client's Idempotency-Key. */
export interface TransferName {
  readonly ref: AccountRef;
  readonly exchangeTransferId: string | undefined;
  readonly transferId: string | undefined;
  readonly idempotencyKey: string | undefined;
}

/**
 * A transfer of the journal. The ledger of the exchange is asked while the transfer has no verdict, or no booking yet. Throws NOT_FOUND for a
 * transfer that was not sent through this service: the journal names every transfer before the transfer leaves.
 */
export async function readTransfer(name: TransferName): Promise<Transfer> {
  const record = await recordOf(name);
  if (record !== null) return transferFromRecord(await reconciled(record));
  await readAccount(name.ref);
  throw new OemsError('NOT_FOUND', 'no transfer of this name was sent through this service');
}

async function recordOf(name: TransferName): Promise<TransferRecord | null> {
  const { ref, exchangeTransferId, idempotencyKey } = name;
  if (exchangeTransferId !== undefined) return findTransferRecord(ref, exchangeTransferId);
  return readTransferRecord(ref, name.transferId ?? requestIdFor(ref, idempotencyKey, 'transfer'));
}

async function reconciled(record: TransferRecord): Promise<TransferRecord> {
  const isPending = awaitsBooking(record);
  if (!isPending && record.state !== 'UNKNOWN' && record.state !== 'NEEDS_REVIEW') return record;
  const session = await openTransferSession(record.ref, record.request);
  return isPending ? withBooking(session, record) : lookAgain(transferReconciliation, session, record);
}
