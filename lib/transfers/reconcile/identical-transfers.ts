import type { AccountRef } from '../../accounts/account.ts';
import { possibleSharersOf } from '../../accounts/shared-keys.ts';
import { inParallel } from '../../aws/all-to-the-end.ts';
import type { TransferRecord } from '../transfer.ts';
import type { TransferSession } from '../transfer-routes.ts';
import { isClaimed, readTransfersSince } from '../transfer-store.ts';
import { identicalSince, isBeside, isIdentical } from './attribution.ts';

/** Queries at the same time. */
const width = 20;

/**
 * The transfers of equal terms that may have made an entry of the ledger: those of the account, and those of every account of the tenant that
 * may hold a key of the same customer. Read after the ledger: a journal entry is written before its transfer leaves. Throws where a part cannot
 * be read: an owner that is left out would lose the ledger entry to another transfer.
 */
export async function identicalTransfers(session: TransferSession, record: TransferRecord): Promise<TransferRecord[]> {
  const beside = await possibleSharersOf(session.account, session.route.key);
  const since = identicalSince(record);
  const read = await inParallel([record.ref, ...beside], width, (ref) => readTransfersSince(ref, since));
  return read.flat().filter((other) => isIdentical(record, other));
}

/**
 * A neighbouring account has claimed the ledger entry. Each account claims in a partition of the account, and reads the claims of the neighbours
 * after the write. Of two accounts that claim at once, at least one account sees both claims, and an entry with two claims is kept by neither
 * account.
 */
export async function isClaimedBeside(
  record: TransferRecord,
  identical: readonly TransferRecord[],
  ledgerTransferId: string,
): Promise<boolean> {
  const accounts = new Map(
    identical.filter((other) => mayClaimBeside(record, other)).map(({ ref }) => [ref.accountId, ref]),
  );
  const claims = await inParallel([...accounts.values()], width, (ref: AccountRef) =>
    isClaimed(ref, record.via, ledgerTransferId),
  );
  return claims.includes(true);
}

/** A booking with a known name cannot be confused with a second booking. Ids of entries are unique within a ledger. */
function mayClaimBeside(record: TransferRecord, other: TransferRecord): boolean {
  return isBeside(record, other) && !(other.state === 'ACCEPTED' && other.isBooked);
}
