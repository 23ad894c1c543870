import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { OemsError } from '../errors.ts';
import { afterVainLook } from './absence.ts';
import { claimDue, dueEntries } from './due-entries.ts';
import type { JournalEntry, KeyHolder } from './entry.ts';
import { settleEntry } from './journal.ts';
import { patientPauseMs } from './look-times.ts';
import { leaseMs, lookLeaseMs, type Reconciliation, reportEntry, reserveMs, resolveEntry, stayMs } from './resolve.ts';

const pageSize = 25;

/** The job: settles every due open entry. Safe beside itself and after a crash: a lease and a condition guard each step. */
export async function resolveDueEntries<R extends JournalEntry, S extends KeyHolder>(
  how: Reconciliation<R, S>,
): Promise<void> {
  const ends = await Promise.allSettled(how.journal.shards.map((shard) => resolveShard(how, shard)));
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/** Reads page after page while the time lasts: all open entries of an account lie in one shard. */
async function resolveShard<R extends JournalEntry, S extends KeyHolder>(
  how: Reconciliation<R, S>,
  shard: string,
): Promise<void> {
  const failures: unknown[] = [];
  for (;;) {
    const due = await dueEntries<R>(shard, sharedNow(), pageSize);
    // A failure must neither stop the remaining entries nor leave a look running when the function has returned.
    const ends = await Promise.allSettled(due.map((record) => resolveDue(how, record)));
    failures.push(...ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])));
    const isTaken = ends.some((end) => end.status === 'fulfilled' && end.value);
    if (due.length < pageSize || !isTaken || Date.now() + stayMs > (currentCall()?.deadline ?? 0) - reserveMs) break;
  }
  if (failures.length > 0) throw failures[0];
}

/** False for an entry that is settled by now, or taken by another resolver. */
async function resolveDue<R extends JournalEntry, S extends KeyHolder>(
  how: Reconciliation<R, S>,
  due: R,
): Promise<boolean> {
  const lease = { resolverMs: leaseMs, readersMs: lookLeaseMs };
  const claimed = await claimDue<R>(how.journal.keyOf(due), due.attempt, sharedNow(), lease);
  if (claimed === null) return false;
  let session: S;
  try {
    session = await how.open(claimed);
  } catch (error) {
    await settleUnseen(how, claimed, isWithoutKey(error));
    return true;
  }
  await resolveEntry(how, session, claimed, Math.min(currentCall()?.deadline ?? 0, Date.now() + stayMs));
  return true;
}

/** No exchange can be asked. Without a key nobody can look, and a person must hear of the entry. */
async function settleUnseen<R extends JournalEntry, S extends KeyHolder>(
  how: Reconciliation<R, S>,
  claimed: R,
  withoutKey: boolean,
): Promise<void> {
  const now = sharedNow();
  const seen = withoutKey ? afterVainLook(claimed, now, 'NO_KEY') : how.withoutLook(claimed, now);
  const lookAt = now + Math.max(leaseMs, patientPauseMs(seen, now));
  reportEntry(how, await settleEntry(how.journal, seen, { lookAt, leasedUntil: now }, claimed.state), claimed.state);
}

/** The account is gone, or has no key of the market. KMS or a table that is away gives errors of its own. */
function isWithoutKey(error: unknown): boolean {
  return error instanceof OemsError && (error.code === 'NOT_FOUND' || error.code === 'PERMISSION_DENIED');
}
