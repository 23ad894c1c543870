import { Decimal } from 'decimal.js';
import type { LedgerTransfer } from '../../exchanges/model/transfer.ts';
import { reviewAfterMs } from '../../journal/absence.ts';
import { callEndsAfterMs, isUndecided, openStates, undecidedStates } from '../../journal/entry.ts';
import type { TransferRecord, TransferTerms } from '../transfer.ts';

/** Our clock and the exchange's may differ by this much. */
export const clockMarginMs = 5000;

/** Ledger entries are read from before the transfer left: entries of identical transfers in flight at that time must be told apart. */
export function ledgerTransfersSince({ sentAt }: TransferRecord): number {
  return sentAt - callEndsAfterMs - clockMarginMs;
}

/** From where on the ledger shows the entry of every transfer that counts as identical: an entry that is not read looks like a late entry. */
export function identicalEntriesSince(record: TransferRecord): number {
  return identicalSince(record) - clockMarginMs;
}

/** An older open transfer is a matter for a person already. No transfer waits for the older transfer. */
export function identicalSince({ sentAt }: TransferRecord): number {
  return sentAt - 15 * 60_000;
}

/** `unclear`: an entry may belong to a different transfer. `several`: more entries than our transfers could have made. */
export type Attribution = 'unclear' | 'several' | readonly LedgerTransfer[];

/**
 * The ledger entries that an open transfer may claim, best first. A transfer carries no client id. Only the count tells identical transfers apart: no
 * more transfers may end as ACCEPTED than the ledger has entries. `others`: the transfers of the account, and of all accounts that may move money of
 * the same customer.
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
  const owners = unserved(
    identicalTransfers.filter((identical) => mayOwnAny(record, ledgerTransfers, identical)),
    earlierEntries(record, ledgerTransfers, identicalTransfers),
  );
  const spare = free.length - owners.length;
  if (spare <= 0) return 'unclear';
  const open = identicalTransfers.filter(
    (identical) => openStates.includes(identical.state) && !owners.includes(identical),
  );
  return spare > 1 + open.length ? 'several' : ofOwnTime(record, preferred(record, free, owners).slice(0, spare));
}

/**
 * Entries from before the transfer left that nobody owns by name, oldest first, but for as many as transfers without a verdict may own. No
 * exchange promises that the name of an acknowledgement stands in the ledger, so an acknowledged transfer may own such an entry.
 */
function earlierEntries(
  { sentAt }: TransferRecord,
  ledgerTransfers: readonly LedgerTransfer[],
  identicalTransfers: readonly TransferRecord[],
): readonly LedgerTransfer[] {
  const undecided = identicalTransfers.filter(isUndecided);
  return ledgerTransfers
    .filter(({ time }) => time < sentAt - clockMarginMs)
    .filter((ledgerTransfer) => !identicalTransfers.some((identical) => isOf(ledgerTransfer, identical)))
    .toSorted((a, b) => a.time - b.time)
    .slice(undecided.length);
}

/** The owners without an earlier entry of their own. Each earlier entry serves one acknowledged transfer that left before the entry. */
function unserved(owners: readonly TransferRecord[], earlier: readonly LedgerTransfer[]): readonly TransferRecord[] {
  const left = [...earlier];
  const isServed = ({ state, sentAt }: TransferRecord) => {
    const at = state === 'ACCEPTED' ? left.findIndex(({ time }) => time >= sentAt - clockMarginMs) : -1;
    return at !== -1 && left.splice(at, 1).length === 1;
  };
  return owners.toSorted((a, b) => b.sentAt - a.sentAt).filter((owner) => !isServed(owner));
}

/**
 * Two accounts do not wait for each other. Each account leaves the oldest entries to earlier transfers of the neighbours, and no two accounts
 * want the same entry.
 */
function preferred(
  record: TransferRecord,
  free: readonly LedgerTransfer[],
  owners: readonly TransferRecord[],
): readonly LedgerTransfer[] {
  const before = owners.filter((other) => isBeside(record, other) && leftBefore(other, record)).length;
  return free.slice(before);
}

function leftBefore(one: TransferRecord, other: TransferRecord): boolean {
  return one.sentAt === other.sentAt ? one.transferId < other.transferId : one.sentAt < other.sentAt;
}

/**
 * An entry from before the transfer left can be of the transfer only if the clock of the exchange is slow. The difference of the clocks is not
 * known, so a second program may have made the entry. Such an entry is not claimed, and proves no absence.
 */
function ofOwnTime({ sentAt }: TransferRecord, claimable: readonly LedgerTransfer[]): Attribution {
  const own = claimable.filter(({ time }) => latestMoment(time) >= sentAt);
  return own.length === 0 ? 'unclear' : own;
}

/** Some exchanges tell whole seconds. */
function latestMoment(time: number): number {
  return time % 1000 === 0 ? time + 999 : time;
}

/**
 * A copy of a refused request arrived before the refusal, while the call lasted. Looks for an undecided transfer go on for days: an entry of
 * a later hour is of another program. The exchange books an acknowledged transfer when it likes.
 */
function latest({ state, sentAt, exchangeTransferId }: TransferRecord): number {
  if (!undecidedStates.includes(state)) return lastOfCall(sentAt);
  return exchangeTransferId === null ? sentAt + reviewAfterMs : Number.POSITIVE_INFINITY;
}

/** The last moment (epoch ms of the exchange) at which the call that sent the transfer can have had an answer. */
export function lastOfCall(sentAt: number): number {
  return sentAt + callEndsAfterMs + clockMarginMs;
}

/** Another transfer of equal terms. */
export function isIdentical(record: TransferRecord, other: TransferRecord): boolean {
  const isOther = other.transferId !== record.transferId || isBeside(record, other);
  const isSameWallet = other.exchange === record.exchange && other.via === record.via;
  return isOther && isSameWallet && isSame(other.request, record.request);
}

/** Of another account. */
export function isBeside({ ref }: TransferRecord, other: TransferRecord): boolean {
  return other.ref.accountId !== ref.accountId;
}

function isSame(a: TransferTerms, b: TransferTerms): boolean {
  return a.asset === b.asset && a.from === b.from && a.to === b.to && new Decimal(a.amount).eq(b.amount);
}

/** The exchange acknowledged the transfer under a name of this ledger entry, or the transfer has claimed the entry as its booking. */
export function isOf({ id, references }: LedgerTransfer, record: TransferRecord): boolean {
  const { state, exchangeTransferId, bookingId } = record;
  if (state !== 'ACCEPTED') return false;
  return id === bookingId || (exchangeTransferId !== null && [id, ...references].includes(exchangeTransferId));
}

/**
 * This identical transfer could own one of the entries. The identical transfer needs manual review, or was accepted under an id that the ledger
 * does not show yet, or is unresolved: while ours was refused, or in another account. Within an account unresolved transfers are alike; of two
 * accounts the one that moved the money must not be told that nothing moved.
 */
function mayOwnAny(
  record: TransferRecord,
  ledgerTransfers: readonly LedgerTransfer[],
  identical: TransferRecord,
): boolean {
  const isApart = record.state === 'REJECTED' || record.isRefused === true || isBeside(record, identical);
  if (identical.state === 'NEEDS_REVIEW' || (isApart && openStates.includes(identical.state))) return true;
  // The name of a booking is its name in the ledger: the transfer owns no entry of another name.
  if (isBeside(record, identical) && identical.isBooked) return false;
  // An acknowledgement is no booking, and no exchange promises how soon the booking comes.
  const isRecent = identical.sentAt >= record.sentAt - callEndsAfterMs;
  return (
    identical.state === 'ACCEPTED' &&
    (isRecent || !identical.isBooked) &&
    !ledgerTransfers.some((ledgerTransfer) => isOf(ledgerTransfer, identical))
  );
}
