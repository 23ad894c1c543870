import { Decimal } from 'decimal.js';
import type { LedgerTransfer } from '../../exchanges/model/transfer.ts';
import { callEndsAfterMs, openStates } from '../../journal/entry.ts';
import type { TransferRecord, TransferTerms } from '../transfer.ts';

/** Our clock and the exchange's may differ by this much. */
const clockMarginMs = 5000;

/** Bookings are read from before the transfer left: those of twins that were under way then must be told apart. */
export function ledgerTransfersSince({ sentAt }: TransferRecord): number {
  return sentAt - callEndsAfterMs - clockMarginMs;
}

/** An open transfer older than this is a person's matter already, and no other is kept waiting for it. */
export function identicalSince({ sentAt }: TransferRecord): number {
  return sentAt - 15 * 60_000;
}

/**
 * `unclear`: a booking that may as well be another transfer's. `several`: more bookings than transfers of ours that could have made them.
 */
export type Attribution = 'unclear' | 'several' | readonly LedgerTransfer[];

/**
 * Which bookings an open transfer may claim, oldest first. A transfer carries no id of ours, so two of the same terms (twins) are told
 * apart by count alone: no more of them may end as ACCEPTED than there are bookings.
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
  // Its own call may be told at any moment by the exchange itself which booking it made.
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

/** A copy of a request that was refused has arrived before that, while its call lasted. */
function latest({ state, sentAt }: TransferRecord): number {
  return openStates.includes(state) ? Number.POSITIVE_INFINITY : sentAt + callEndsAfterMs + clockMarginMs;
}

function isIdentical(record: TransferRecord, other: TransferRecord): boolean {
  return other.transferId !== record.transferId && other.via === record.via && isSame(other.request, record.request);
}

function isSame(a: TransferTerms, b: TransferTerms): boolean {
  return a.asset === b.asset && a.from === b.from && a.to === b.to && new Decimal(a.amount).eq(b.amount);
}

function isOf({ id, references }: LedgerTransfer, { state, exchangeTransferId }: TransferRecord): boolean {
  return state === 'ACCEPTED' && exchangeTransferId !== null && [id, ...references].includes(exchangeTransferId);
}

/**
 * Acknowledged under a name that no booking bears (yet), or left to a person: one of the bookings may be its. So may it where the twin's
 * fate is open and the exchange has refused this one.
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
