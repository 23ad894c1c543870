import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { sharedNow } from '../../aws/clock.ts';
import { invalidField, OemsError } from '../../errors.ts';
import type { LedgerTransfer } from '../../exchanges/model/transfer.ts';
import { isContradicted, reviewAfterMs } from '../../journal/absence.ts';
import {
  decideEntry,
  decisionOf,
  isKeyGone,
  mayArrive,
  requireUnproven,
  type Word,
} from '../../journal/decide-entry.ts';
import { isSameKey } from '../../journal/entry.ts';
import { isOf, ledgerTransfersSince } from '../reconcile/attribution.ts';
import { findTransfer, type Look } from '../reconcile/find-transfer.ts';
import { identicalTransfers } from '../reconcile/identical-transfers.ts';
import { copyMayArrive, foundRecord, isUnsettled, provesNotMoved } from '../reconcile/reconcile-transfer.ts';
import type { TransferRecord } from '../transfer.ts';
import { openTransferSession, type TransferSession, walletsOf } from '../transfer-routes.ts';
import { claimLedgerTransfer, readTransferRecord, transferJournal } from '../transfer-store.ts';

/** A person's word on the fate of a transfer. */
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
  const { rows: entries } = await session.transfers.find(walletsOf(record, session), ledgerTransfersSince(record));
  const entry = entries.find(({ id, references }) => id === wanted || references.includes(wanted));
  if (entry === undefined || entry.isUnderWay)
    throw invalidField(
      'transfer_id',
      'the ledger of the exchange shows no such transfer of this asset, amount and wallets',
    );
  return entry;
}

/**
 * The ledger must show nothing when no copy of the request can arrive any more: a copy that arrives after the word moves money that the person
 * sends again. Where the route has no proof of that, or no key can look, the person takes the word upon themselves.
 */
async function heldAsNotMoved(record: TransferRecord, said: TransferWord): Promise<TransferRecord> {
  if (isUnsettled(record, sharedNow())) throw mayArrive();
  const seen = await lookNow(record);
  if (seen?.look.observation.kind === 'found') throw shown(seen.look.observation.exchangeTransferId);
  if (seen !== null && copyMayArrive(record, seen.look)) throw mayArrive();
  const isProven = seen !== null && provesNotMoved(seen.session, record, seen.look);
  if (!isProven) {
    requireUnproven(said, whyUnproven(record, seen));
    // Nothing bounds the time in which a copy arrives: the word waits as long as looks do before they leave an entry to a person.
    if (sharedNow() - record.sentAt < reviewAfterMs) throw mayArrive();
  }
  const decision = decisionOf(said, isProven ? 'looked' : 'unproven');
  return { ...record, state: 'NEVER_ARRIVED', error: null, decision };
}

function whyUnproven(record: TransferRecord, seen: Seen | null): string {
  if (seen === null) return 'no key of the account can read the ledger';
  if (seen.look.observation.kind !== 'absent' || isContradicted(record))
    return 'the ledger shows entries that may be of this transfer, or not all';
  if (!isSameKey(seen.session, record)) return 'the present key may belong to another customer';
  return 'the exchange does not tell whether a copy of the request can still arrive';
}

function shown(exchangeTransferId: string): OemsError {
  const message = `the ledger of the exchange shows the transfer: give the verdict completed with transfer_id ${exchangeTransferId}, or ask GET`;
  return new OemsError('ALREADY_EXISTS', message);
}

interface Seen {
  readonly session: TransferSession;
  readonly look: Look;
}

/** Null: no key can look. A look that fails for a reason that will pass is the error of the call. */
async function lookNow(record: TransferRecord): Promise<Seen | null> {
  try {
    const session = await openTransferSession(record.ref, record.request);
    return { session, look: await findTransfer(session, record) };
  } catch (error) {
    if (isKeyGone(error)) return null;
    throw error;
  }
}
