import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import { claimDue, dueEntries } from '../../journal/due-entries.ts';
import { patientPauseMs } from '../../journal/look-times.ts';
import { leaseMs, reserveMs, stayMs } from '../../journal/resolve.ts';
import type { TransferRecord } from '../transfer.ts';
import { openTransferSession } from '../transfer-routes.ts';
import { awaitsBooking, bookingShards, stopAwaiting, transferJournal } from '../transfer-store.ts';
import { withBooking } from './booking.ts';

/** Parallel looks in a run and shard. */
const atOnce = 10;
/** After this time without a booking, further looks are in vain. */
const awaitedForMs = 7 * 86_400_000;

/**
 * The job: an acknowledged transfer is completed when the ledger of the exchange shows the booking, whether or not a client asks again. Safe
 * beside itself: a lease guards each look, and the booking is written once.
 */
export async function bookDueTransfers(): Promise<void> {
  const ends = await Promise.allSettled(bookingShards.map(bookShard));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function bookShard(shard: string): Promise<void> {
  const failures: unknown[] = [];
  for (let isMore = true; isMore && hasTime(); ) {
    const due = await dueEntries<TransferRecord>(shard, sharedNow(), atOnce);
    const ends = await Promise.allSettled(due.map(bookDue));
    failures.push(...ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])));
    isMore = due.length === atOnce && ends.some((end) => end.status === 'fulfilled' && end.value);
  }
  if (failures.length > 0) throw failures[0];
}

function hasTime(): boolean {
  return Date.now() + stayMs < (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
}

/** False for a transfer that another run has taken. The claim is the pause before the next look as well. */
async function bookDue(due: TransferRecord): Promise<boolean> {
  const now = sharedNow();
  const lease = { resolverMs: Math.max(leaseMs, patientPauseMs(due, now)), readersMs: 0 };
  const record = await claimDue<TransferRecord>(transferJournal.keyOf(due), due.attempt, now, lease);
  if (record === null) return false;
  const seen = awaitsBooking(record) ? await lookFor(record) : record;
  if (seen.isBooked) return true;
  if (now - record.sentAt > awaitedForMs) await giveUp(record);
  return true;
}

/** An account without a key, or a key that the exchange refuses for a time, sees nothing: the next look waits. */
async function lookFor(record: TransferRecord): Promise<TransferRecord> {
  const session = await openTransferSession(record.ref, record.request).catch(() => null);
  const canLook = session !== null && (session.limitedUntil?.() ?? 0) <= sharedNow();
  return canLook ? withBooking(session, record) : record;
}

/** A client that asks for the transfer still looks. */
async function giveUp(record: TransferRecord): Promise<void> {
  const { ref, sentAt } = record;
  const { tenant, accountId: account } = ref;
  const what = { message: 'no booking of an acknowledged transfer', tenant, account, ageMs: sharedNow() - sentAt };
  log({ level: 'ERROR', ...what }, currentCall());
  await stopAwaiting(record);
}
