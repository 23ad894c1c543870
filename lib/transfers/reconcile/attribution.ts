import { Decimal } from 'decimal.js';
import type { LedgerTransfer } from '../../exchanges/model/transfer.ts';
import { callEndsAfterMs, openStates } from '../../journal/entry.ts';
import type { TransferRecord, TransferTerms } from '../transfer.ts';

/** Our clock and the exchange's may differ by this much. */
export const clockMarginMs = 5000;

/** Ledger entries are read from before the transfer left: entries of identical transfers in flight at that time must be told apart. */
export function ledgerTransfersSince({ sentAt }: TransferRecord): number {
  return sentAt - callEndsAfterMs - clockMarginMs;
}

/** An older open transfer is a matter for a person already. No transfer waits for the older transfer. */
export function identicalSince({ sentAt }: TransferRecord): number {
  return sentAt - 15 * 60_000;
}

/** `unclear`: an entry may belong to another transfer. `several`: more entries than our transfers could have made. */
export type Attribution = 'unclear' | 'several' | readonly LedgerTransfer[];

/**
 * The ledger entries that an open transfer may claim, oldest first. A transfer carries no id of ours. Only the count tells identical
 * transfers apart: no more of them may end as ACCEPTED than the ledger has entries.
 */
export function attribute(
  record: TransferRecord,
  ledgerTransfers: readonly LedgerTransfer[],
  others: readonly TransferRecord[],
  now: number,
): Attribution {
  const identicalTransfers = others.filter((other) => isIdentical(record, other));
  const free = ledgerTransfers
    .filter(({ time }) => time >= record.sentAt - clockMarginMs && time <= latest(record))
    .filter((ledgerTransfer) => !identicalTransfers.some((identical) => isOf(ledgerTransfer, identical)))
    .toSorted((a, b) => a.time - b.time);
  if (free.length === 0) return [];
  // The exchange may answer the call of the identical transfer at any moment, and so name that transfer's entry.
  if (
    identicalTransfers.some((identical) => identical.state === 'IN_FLIGHT' && now < identical.sentAt + callEndsAfterMs)
  )
    return 'unclear';
  const spare =
    free.length - identicalTransfers.filter((identical) => mayOwnAny(record, ledgerTransfers, identical)).length;
  if (spare <= 0) return 'unclear';
  const open = 1 + identicalTransfers.filter(({ state }) => state === 'IN_FLIGHT' || state === 'UNKNOWN').length;
  return spare > open ? 'several' : free.slice(0, spare);
}

/** A copy of a refused request arrived before the refusal, while the call lasted. */
function latest({ state, sentAt }: TransferRecord): number {
  return openStates.includes(state) ? Number.POSITIVE_INFINITY : sentAt + callEndsAfterMs + clockMarginMs;
}

function isIdentical(record: TransferRecord, other: TransferRecord): boolean {
  return other.transferId !== record.transferId && other.via === record.via && isSame(other.request, record.request);
}

function isSame(a: TransferTerms, b: TransferTerms): boolean {
  return a.asset === b.asset && a.from === b.from && a.to === b.to && new Decimal(a.amount).eq(b.amount);
}

/** The exchange acknowledged the transfer under a name of this ledger entry. */
export function isOf({ id, references }: LedgerTransfer, { state, exchangeTransferId }: TransferRecord): boolean {
  return state === 'ACCEPTED' && exchangeTransferId !== null && [id, ...references].includes(exchangeTransferId);
}

/**
 * This identical transfer could own one of the entries. The identical transfer needs manual review, or was accepted under an id that the ledger
 * does not show yet, or is unresolved while ours was rejected.
 */
function mayOwnAny(
  record: TransferRecord,
  ledgerTransfers: readonly LedgerTransfer[],
  identical: TransferRecord,
): boolean {
  if (identical.state === 'NEEDS_REVIEW' || (record.state === 'REJECTED' && openStates.includes(identical.state)))
    return true;
  const isRecent = identical.sentAt >= record.sentAt - callEndsAfterMs;
  return (
    identical.state === 'ACCEPTED' &&
    isRecent &&
    !ledgerTransfers.some((ledgerTransfer) => isOf(ledgerTransfer, identical))
  );
}
