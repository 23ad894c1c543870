import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { invalidField, isKeyDenied, OemsError } from '../../errors.ts';
import type { LedgerTransfer } from '../../exchanges/model/transfer.ts';
import { decideEntry, decisionOf, requireUnproven, type Word } from '../../journal/decide-entry.ts';
import { isOf, ledgerTransfersSince } from '../reconcile/attribution.ts';
import { findTransfer, type Look } from '../reconcile/find-transfer.ts';
import { identicalTransfers } from '../reconcile/identical-transfers.ts';
import { foundRecord } from '../reconcile/reconcile-transfer.ts';
import type { TransferRecord } from '../transfer.ts';
import { openTransferSession, type TransferSession, walletsOf } from '../transfer-routes.ts';
import { claimLedgerTransfer, readTransferRecord, transferJournal } from '../transfer-store.ts';

/** What a person says became of a transfer. */
export interface TransferWord extends Word {
  readonly word: 'completed' | 'not_moved';
  /** The exchange's reference of a transfer that moved the money. */
  readonly exchangeTransferId?: string | undefined;
}

/** Settles a transfer by the word of a person, held against the ledger of the exchange wherever a key can read the ledger. */
export function decideTransfer(ref: AccountRef, transferId: string, said: TransferWord): Promise<TransferRecord> {
  return decideEntry<TransferRecord>({
    journal: transferJournal,
    read: () => readTransferRecord(ref, transferId),
    held: (record) => (said.word === 'completed' ? heldAsCompleted(record, said) : heldAsNotMoved(record, said)),
    isRepeated: ({ decision, exchangeTransferId }) =>
      decision?.word === said.word && (said.word === 'not_moved' || exchangeTransferId === said.exchangeTransferId),
    missing: async () => {
      await readAccount(ref);
      return new OemsError('NOT_FOUND', 'no transfer of this client_transfer_id was sent through this service');
    },
  });
}

/** The ledger must show the entry with the terms of the transfer, and no other transfer of ours may have the entry. */
async function heldAsCompleted(record: TransferRecord, said: TransferWord): Promise<TransferRecord> {
  const { exchangeTransferId = '' } = said;
  const session = await openTransferSession(record.ref, record.request);
  const entry = await entryOf(session, record, exchangeTransferId);
  const others = await identicalTransfers(session, record);
  if (others.some((other) => isOf(entry, other)) || !(await claimLedgerTransfer(record, entry.id)))
    throw new OemsError('ALREADY_EXISTS', 'the ledger entry belongs to another transfer of this service');
  const found = foundRecord(record, exchangeTransferId);
  return { ...found, bookingId: entry.id, decision: decisionOf(said, 'shown') };
}

async function entryOf(session: TransferSession, record: TransferRecord, wanted: string): Promise<LedgerTransfer> {
  const entries = await session.transfers.find(walletsOf(record, session), ledgerTransfersSince(record));
  const entry = entries.find(({ id, references }) => id === wanted || references.includes(wanted));
  if (entry === undefined || entry.isUnderWay)
    throw invalidField(
      'transfer_id',
      'the ledger of the exchange shows no such transfer of this asset, amount and wallets',
    );
  return entry;
}

async function heldAsNotMoved(record: TransferRecord, said: TransferWord): Promise<TransferRecord> {
  const look = await lookNow(record);
  const kind = look?.observation.kind ?? 'no key';
  if (look?.observation.kind === 'found') throw shown(look.observation.exchangeTransferId);
  if (kind === 'no key') requireUnproven(said, 'no key of the account can read the ledger');
  else if (kind !== 'absent')
    requireUnproven(said, 'the ledger shows entries that may be of this transfer, or not all');
  const decision = decisionOf(said, kind === 'absent' ? 'looked' : 'unproven');
  return { ...record, state: 'NEVER_ARRIVED', error: null, decision };
}

function shown(exchangeTransferId: string): OemsError {
  const message = `the ledger of the exchange shows the transfer: give the verdict completed with transfer_id ${exchangeTransferId}, or ask GET`;
  return new OemsError('ALREADY_EXISTS', message);
}

/** Null: no key can look. A look that fails for a reason that will pass is the error of the call. */
async function lookNow(record: TransferRecord): Promise<Look | null> {
  try {
    return await findTransfer(await openTransferSession(record.ref, record.request), record);
  } catch (error) {
    if (error instanceof OemsError && (error.code === 'NOT_FOUND' || isKeyDenied(error))) return null;
    throw error;
  }
}
