import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import type { Measured } from '../aws/metrics.ts';
import { claimLook } from './due-entries.ts';
import { type EntryState, isUndecided, type JournalEntry, type KeyHolder } from './entry.ts';
import { isLookedAt, type Journal, settleOrSay } from './journal.ts';
import { awaitsProof, type LookTimes, patientPauseMs } from './look-times.ts';

/** How the open entries of one journal come to a verdict. `S` is a session with the exchange. */
export interface Reconciliation<R extends JournalEntry, S extends KeyHolder> {
  readonly journal: Journal<R>;
  readonly open: (record: R) => Promise<S>;
  /** The entry after one look. Never throws: a failed look proves nothing, and that is a result as well. */
  readonly look: (session: S, record: R) => Promise<R>;
  /** The entry when no look is possible now: KMS or the table is away, or the exchange refuses the key for a time. */
  readonly withoutLook: (record: R, now: number) => R;
  /** Epoch ms. */
  readonly nextLookAt: (record: R, now: number, round: number) => number;
}

/** Time that a call keeps to write the verdict and to answer. */
export const reserveMs = 1500;
/** Shorter than the job's period: the next run looks at every entry of the first page that this run leaves open. */
export const leaseMs = 45_000;
/** How long the job stays with one entry. */
export const stayMs = 30_000;
/** Longer than a look. */
const briefMs = 5000;

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
  for (let round = 0; isLookedAt(how.journal, record, sharedNow()); round += 1) {
    const isRefused = endOfLimit(session) > sharedNow();
    const seen = isRefused ? how.withoutLook(record, sharedNow()) : await how.look(session, record);
    const now = sharedNow();
    const limitEnds = endOfLimit(session);
    const nextAt = Math.max(nextLookAt(how, { before: record, seen }, now, round), limitEnds);
    const goesOn = isLookedAt(how.journal, seen, now) && Date.now() + (nextAt - now) <= until - reserveMs;
    // A claim holds the entry for a while: a later look must be written down.
    const isTold = isSame(seen, record) && limitEnds <= now && nextAt - now <= leaseMs;
    record = isTold
      ? seen
      : await settleOrSay(how.journal, lookedAt(seen, now), timesAfter(nextAt, now, goesOn, limitEnds), record.state);
    if (!goesOn || !isLookedAt(how.journal, record, now)) break;
    await sleep(nextAt - now);
  }
  reportEntry(how, record, open.state);
  return record;
}

interface Step<R> {
  readonly before: R;
  readonly seen: R;
}

function nextLookAt<R extends JournalEntry, S extends KeyHolder>(
  how: Reconciliation<R, S>,
  { before, seen }: Step<R>,
  now: number,
  round: number,
): number {
  const soon = how.nextLookAt(seen, now, round);
  return awaitsProof(before, seen) ? soon : Math.max(soon, now + patientPauseMs(seen, now));
}

/** No second call needs to look while a loop goes on. A reader need not wait for the pauses of the resolver. */
function timesAfter(nextAt: number, now: number, goesOn: boolean, limitEnds: number): LookTimes {
  if (goesOn) return { lookAt: nextAt + stayMs, leasedUntil: nextAt + briefMs };
  return { lookAt: nextAt, leasedUntil: Math.max(limitEnds, Math.min(nextAt, now + lookLeaseMs)) };
}

/** A settled entry has no reason to stay open. */
function lookedAt<R extends JournalEntry>(seen: R, now: number): R {
  if (isUndecided(seen)) return { ...seen, lookedAt: now };
  const { openBecause: _openBecause, lookedAt: _lookedAt, ...settled } = seen;
  return settled as R;
}

/** The looks have told the same. */
function isSame<R extends JournalEntry>(seen: R, record: R): boolean {
  return isDeepStrictEqual({ ...seen, lookedAt: 0 }, { ...record, lookedAt: 0 });
}

function endOfLimit({ limitedUntil }: KeyHolder): number {
  return limitedUntil?.() ?? 0;
}

/** An entry that only a person can settle raises an alarm once, and so does an entry that stays unknown. */
export function reportEntry<R extends JournalEntry, S extends KeyHolder>(
  { journal }: Reconciliation<R, S>,
  record: R,
  before: EntryState = 'UNKNOWN',
): void {
  const { ref, state, sentAt } = record;
  const { tenant, accountId: account } = ref;
  const ageMs = sharedNow() - sentAt;
  const isNews = state !== 'NEEDS_REVIEW' || before !== state;
  const level = state === 'NEEDS_REVIEW' && isNews ? 'ERROR' : 'INFO';
  const what = { message: 'entry resolved', journal: journal.name, tenant, account, outcome: state, ageMs };
  log({ level, ...what, metrics: isNews ? outcomeMetrics(state, ageMs) : {} }, currentCall());
}

/** A call lasts 30 s at most: an entry that is unknown after that time has been left to the job. */
const longestCallMs = 30_000;

function outcomeMetrics(state: JournalEntry['state'], ageMs: number): Measured {
  if (state === 'NEEDS_REVIEW') return { ManualOutcomes: 1 };
  return state === 'UNKNOWN' && ageMs > longestCallMs ? { UnknownOutcomes: 1 } : {};
}

/** Longer than most looks. Only the first of many repeated calls looks: each look uses up some of the key's rate limit. */
export const lookLeaseMs = 15_000;

/** A client that asks again learns the verdict: the look need not wait for the job. A call that is under way will tell by itself. */
export async function lookAgain<R extends JournalEntry, S extends KeyHolder>(
  how: Reconciliation<R, S>,
  session: S,
  record: R,
): Promise<R> {
  return record.state === 'IN_FLIGHT' ? record : lookNow(how, session, record);
}

/** One look, unless another call has looked a moment ago: readers must not use up the key's rate limit. */
export async function lookNow<R extends JournalEntry, S extends KeyHolder>(
  how: Reconciliation<R, S>,
  session: S,
  known: R,
): Promise<R> {
  const now = sharedNow();
  if (!isLookedAt(how.journal, known, now)) return known;
  const { record, isClaimed } = await claimLook<R>(how.journal.keyOf(known), known.attempt, now, lookLeaseMs);
  if (record === null) return known;
  return isClaimed ? resolveEntry(how, session, record, 0) : record;
}
