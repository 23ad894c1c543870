import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import type { Measured } from '../aws/metrics.ts';
import { claimEntry, dueEntries } from './due-entries.ts';
import { type JournalEntry, type KeyHolder, openStates } from './entry.ts';
import { type Journal, settleEntry } from './journal.ts';

/** How the open entries of one journal come to a verdict. `S` is a session with the exchange. */
export interface Reconciliation<R extends JournalEntry, S extends KeyHolder> {
  readonly journal: Journal<R>;
  readonly open: (record: R) => Promise<S>;
  /** The entry after one look. Never throws: a failed look proves nothing, and that is a result as well. */
  readonly look: (session: S, record: R) => Promise<R>;
  /** The entry when no look is possible: the key is gone, or the exchange does not answer. */
  readonly withoutLook: (record: R, now: number) => R;
  /** Epoch ms. */
  readonly nextLookAt: (record: R, now: number, round: number) => number;
}

/** Time that a call keeps to write the verdict and to answer. */
const reserveMs = 1500;
/** Shorter than the job's period: the next run looks at every entry of the first page that this run leaves open. */
const leaseMs = 45_000;
/** How long the job stays with one entry. */
const stayMs = 30_000;
const pageSize = 25;

/**
 * Looks until the entry has a verdict or `until` (epoch ms, this machine's clock) comes near. Journals each change. While the exchange is known
 * to refuse the key, no look is made, and nobody looks before the end: a look would be refused, and would make a lockout longer.
 */
export async function resolveEntry<R extends JournalEntry, S extends KeyHolder>(
  how: Reconciliation<R, S>,
  session: S,
  open: R,
  until: number,
): Promise<R> {
  let record = open;
  for (let round = 0; openStates.includes(record.state); round += 1) {
    const isRefused = endOfLimit(session) > sharedNow();
    const seen = isRefused ? how.withoutLook(record, sharedNow()) : await how.look(session, record);
    const now = sharedNow();
    const limitEnds = endOfLimit(session);
    const nextAt = Math.max(how.nextLookAt(seen, now, round), limitEnds);
    const goesOn = openStates.includes(seen.state) && Date.now() + (nextAt - now) <= until - reserveMs;
    // No second call needs to look while this loop goes on.
    const isTold = isDeepStrictEqual(seen, record) && limitEnds <= now;
    record = isTold ? seen : await settleOrSay(how, seen, goesOn ? nextAt + stayMs : nextAt);
    if (!goesOn || !openStates.includes(record.state)) break;
    await sleep(nextAt - now);
  }
  reportEntry(how, record);
  return record;
}

function endOfLimit({ limitedUntil }: KeyHolder): number {
  return limitedUntil?.() ?? 0;
}

/** The exchange's verdict stands even when the table cannot take the verdict now: the resolver will find the same. */
async function settleOrSay<R extends JournalEntry, S extends KeyHolder>(
  { journal }: Reconciliation<R, S>,
  record: R,
  lookAgainAfter: number,
): Promise<R> {
  try {
    return await settleEntry(journal, record, lookAgainAfter);
  } catch {
    const { tenant, accountId: account } = record.ref;
    const what = { message: 'verdict not journaled', journal: journal.name, tenant, account, outcome: record.state };
    log({ level: 'ERROR', ...what, metrics: { UnjournaledVerdicts: 1 } }, currentCall());
    return record;
  }
}

/** An entry that only a person can settle raises an alarm, and so does an entry that stays unknown. */
export function reportEntry<R extends JournalEntry, S extends KeyHolder>(
  { journal }: Reconciliation<R, S>,
  record: R,
): void {
  const { ref, state, sentAt } = record;
  const { tenant, accountId: account } = ref;
  const ageMs = sharedNow() - sentAt;
  const what = { message: 'entry resolved', journal: journal.name, tenant, account, outcome: state, ageMs };
  log(
    { level: state === 'NEEDS_REVIEW' ? 'ERROR' : 'INFO', ...what, metrics: outcomeMetrics(state, ageMs) },
    currentCall(),
  );
}

/** A call lasts 30 s at most: an entry that is unknown after that time has been left to the job. */
const longestCallMs = 30_000;

function outcomeMetrics(state: JournalEntry['state'], ageMs: number): Measured {
  if (state === 'NEEDS_REVIEW') return { ManualOutcomes: 1 };
  return state === 'UNKNOWN' && ageMs > longestCallMs ? { UnknownOutcomes: 1 } : {};
}

/** Longer than most looks. Only the first of many repeated calls looks: each look uses up some of the key's rate limit. */
const lookLeaseMs = 15_000;

/** The end of the call that sent the request: writes the answer and, without a verdict, looks until the call must end. */
export async function concludeEntry<R extends JournalEntry, S extends KeyHolder>(
  how: Reconciliation<R, S>,
  session: S,
  answered: R,
): Promise<R> {
  const record = await settleOrSay(how, answered, sharedNow() + lookLeaseMs);
  if (openStates.includes(record.state))
    return resolveEntry(how, session, record, currentCall()?.deadline ?? Date.now());
  if (record.state === 'NEEDS_REVIEW') reportEntry(how, record);
  return record;
}

/** A client that asks again learns the verdict: a due look need not wait for the job. */
export async function lookAgain<R extends JournalEntry, S extends KeyHolder>(
  how: Reconciliation<R, S>,
  session: S,
  record: R,
): Promise<R> {
  if (record.state !== 'UNKNOWN') return record;
  const claimed = await claim(how, record, lookLeaseMs);
  return claimed === null ? record : resolveEntry(how, session, claimed, 0);
}

function claim<R extends JournalEntry, S extends KeyHolder>(
  { journal }: Reconciliation<R, S>,
  record: R,
  forMs: number,
): Promise<R | null> {
  return claimEntry<R>(journal.keyOf(record), record.attempt, sharedNow(), forMs);
}

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
  const claimed = await claim(how, due, leaseMs);
  if (claimed === null) return false;
  const session = await how.open(claimed).catch(() => null);
  if (session !== null) {
    await resolveEntry(how, session, claimed, Math.min(currentCall()?.deadline ?? 0, Date.now() + stayMs));
    return true;
  }
  const now = sharedNow();
  reportEntry(how, await settleEntry(how.journal, how.withoutLook(claimed, now), now + leaseMs));
  return true;
}
