import { Decimal } from 'decimal.js';
import type { Movement, TransferRequest } from '../../exchanges/model/transfer.ts';
import { callEndsAfterMs, openStates } from '../../journal/entry.ts';
import type { TransferRecord } from '../transfer.ts';

/** Our clock and the exchange's may differ by this much. */
const clockMarginMs = 5000;

/** Bookings are read from before the transfer left: those of twins that were under way then must be told apart. */
export function movementsSince({ sentAt }: TransferRecord): number {
  return sentAt - callEndsAfterMs - clockMarginMs;
}

/** An open transfer older than this is a person's matter already, and no other is kept waiting for it. */
export function twinsSince({ sentAt }: TransferRecord): number {
  return sentAt - 15 * 60_000;
}

/** `unclear`: a booking that may as well be another transfer's. `several`: more bookings than transfers of ours that could have made them. */
export type Attribution = 'unclear' | 'several' | readonly Movement[];

/**
 * Which bookings an open transfer may claim, oldest first. A transfer carries no id of ours, so two of the same terms (twins) are told
 * apart by count alone: no more of them may end as ACKED than there are bookings.
 */
export function attribute(
  record: TransferRecord,
  movements: readonly Movement[],
  others: readonly TransferRecord[],
  now: number,
): Attribution {
  const twins = others.filter((other) => isTwin(record, other));
  const free = movements
    .filter(({ time }) => time >= record.sentAt - clockMarginMs && time <= latest(record))
    .filter((movement) => !twins.some((twin) => isOf(movement, twin)))
    .toSorted((a, b) => a.time - b.time);
  if (free.length === 0) return [];
  // Its own call may be told at any moment by the exchange itself which booking it made.
  if (twins.some((twin) => twin.state === 'SENDING' && now < twin.sentAt + callEndsAfterMs)) return 'unclear';
  const spare = free.length - twins.filter((twin) => mayOwnAny(record, movements, twin)).length;
  if (spare <= 0) return 'unclear';
  const open = 1 + twins.filter(({ state }) => state === 'SENDING' || state === 'UNKNOWN').length;
  return spare > open ? 'several' : free.slice(0, spare);
}

/** A copy of a request that was refused has arrived before that, while its call lasted. */
function latest({ state, sentAt }: TransferRecord): number {
  return openStates.includes(state) ? Number.POSITIVE_INFINITY : sentAt + callEndsAfterMs + clockMarginMs;
}

function isTwin(record: TransferRecord, other: TransferRecord): boolean {
  return other.transferId !== record.transferId && other.via === record.via && isSame(other.request, record.request);
}

function isSame(a: TransferRequest, b: TransferRequest): boolean {
  return a.asset === b.asset && a.from === b.from && a.to === b.to && new Decimal(a.amount).eq(b.amount);
}

function isOf({ id, references }: Movement, { state, exchangeTransferId }: TransferRecord): boolean {
  return state === 'ACKED' && exchangeTransferId !== null && [id, ...references].includes(exchangeTransferId);
}

/**
 * Acknowledged under a name that no booking bears (yet), or left to a person: one of the bookings may be its. So may it where the twin's
 * fate is open and the exchange has refused this one.
 */
function mayOwnAny(record: TransferRecord, movements: readonly Movement[], twin: TransferRecord): boolean {
  if (twin.state === 'MANUAL' || (record.state === 'REJECTED' && openStates.includes(twin.state))) return true;
  const isRecent = twin.sentAt >= record.sentAt - callEndsAfterMs;
  return twin.state === 'ACKED' && isRecent && !movements.some((movement) => isOf(movement, twin));
}
