import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import { type JournalEntry, openStates } from './entry.ts';
import type { ItemKey } from './entry-item.ts';
import { settleEntry, type ToItem } from './journal.ts';
import { claimEntry, dueEntries } from './pending.ts';

/** How the open lines of one journal come to a verdict. `O` is what a look needs: the opened exchange. */
export interface Resolving<L extends JournalEntry, O> {
  /** What its log lines are told by. */
  readonly journal: 'orders' | 'amendments' | 'cancel-alls' | 'transfers';
  readonly shards: readonly string[];
  readonly keyOf: (line: L) => ItemKey;
  readonly toItem: ToItem<L>;
  readonly open: (line: L) => Promise<O>;
  /** What one look makes of the line. Never throws: a failure proves nothing, which is a result too. */
  readonly look: (session: O, line: L) => Promise<L>;
  /** What remains to be made of it when no look is possible: the key is gone, or the exchange away. */
  readonly withoutLook: (line: L, now: number) => L;
  /** Epoch ms. */
  readonly nextLookAt: (line: L, now: number, round: number) => number;
}

/** Kept to write the verdict down and answer. */
const reserveMs = 1500;
/** Shorter than the job's period: what one run leaves open of its first page the next one looks at, whatever their jitter. */
const leaseMs = 45_000;
/** How long the job stays with one line. */
const stayMs = 30_000;
const pageSize = 25;

/** Looks, again and again until the fate is known or `until` (epoch ms, this machine's clock) comes near; journals every change. */
export async function resolveEntry<L extends JournalEntry, O>(
  how: Resolving<L, O>,
  session: O,
  open: L,
  until: number,
): Promise<L> {
  let line = open;
  for (let round = 0; openStates.includes(line.state); round += 1) {
    const seen = await how.look(session, line);
    const now = sharedNow();
    const nextAt = how.nextLookAt(seen, now, round);
    const goesOn = openStates.includes(seen.state) && Date.now() + (nextAt - now) <= until - reserveMs;
    // While this goes on nobody else need look.
    line = isDeepStrictEqual(seen, line) ? seen : await settleOrSay(how, seen, goesOn ? nextAt + stayMs : nextAt);
    if (!goesOn || !openStates.includes(line.state)) break;
    await sleep(nextAt - now);
  }
  reportEntry(how, line);
  return line;
}

/** What the exchange told stands even when the journal cannot take it now: the resolver will find the same. */
async function settleOrSay<L extends JournalEntry, O>(
  { journal, toItem }: Resolving<L, O>,
  line: L,
  lookAgainAfter: number,
): Promise<L> {
  try {
    return await settleEntry(toItem, line, lookAgainAfter);
  } catch {
    const { tenant, accountId: account } = line.ref;
    const what = { message: 'verdict not journaled', journal, tenant, account, outcome: line.state };
    log({ level: 'ERROR', ...what }, currentCall());
    return line;
  }
}

/** What only a person can settle is an alarm, which listens for these words. */
export function reportEntry<L extends JournalEntry, O>({ journal }: Resolving<L, O>, { ref, state, sentAt }: L): void {
  const { tenant, accountId: account } = ref;
  const what = { message: 'line resolved', journal, tenant, account, outcome: state, ageMs: sharedNow() - sentAt };
  log({ level: state === 'NEEDS_REVIEW' ? 'ERROR' : 'INFO', ...what }, currentCall());
}

/** Longer than most looks. Of many repeated calls one looks: each look costs the key some of the exchange's rate limit. */
const lookLeaseMs = 15_000;

/** The end of the call that sent it: writes down what its answer told and, where that is no verdict, looks until the call must end. */
export async function concludeEntry<L extends JournalEntry, O>(
  how: Resolving<L, O>,
  session: O,
  answered: L,
): Promise<L> {
  const line = await settleOrSay(how, answered, sharedNow() + lookLeaseMs);
  if (openStates.includes(line.state)) return resolveEntry(how, session, line, currentCall()?.deadline ?? Date.now());
  if (line.state === 'NEEDS_REVIEW') reportEntry(how, line);
  return line;
}

/** Asking again is how a client learns the verdict: a due look need not wait for the job. */
export async function lookAgain<L extends JournalEntry, O>(how: Resolving<L, O>, session: O, line: L): Promise<L> {
  if (line.state !== 'UNKNOWN') return line;
  const claimed = await claim(how, line, lookLeaseMs);
  return claimed === null ? line : resolveEntry(how, session, claimed, 0);
}

function claim<L extends JournalEntry, O>({ keyOf }: Resolving<L, O>, line: L, forMs: number): Promise<L | null> {
  return claimEntry(keyOf(line), line.attempt, sharedNow(), forMs);
}

/** The job: settles every due open line; safe beside itself and after a crash, because a lease and a condition guard each step. */
export async function resolveDueEntries<L extends JournalEntry, O>(how: Resolving<L, O>): Promise<void> {
  const ends = await Promise.allSettled(how.shards.map((shard) => resolveShard(how, shard)));
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/** Page after page while there is time to stay with another one: all open lines of an account lie in one shard. */
async function resolveShard<L extends JournalEntry, O>(how: Resolving<L, O>, shard: string): Promise<void> {
  const failures: unknown[] = [];
  for (;;) {
    const due = await dueEntries<L>(shard, sharedNow(), pageSize);
    // Settled, each of them: one failure must neither stop the others nor leave them running when the function has returned.
    const ends = await Promise.allSettled(due.map((line) => resolveDue(how, line)));
    failures.push(...ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])));
    const isTaken = ends.some((end) => end.status === 'fulfilled' && end.value);
    if (due.length < pageSize || !isTaken || Date.now() + stayMs > (currentCall()?.deadline ?? 0) - reserveMs) break;
  }
  if (failures.length > 0) throw failures[0];
}

/** False when it is settled or another's by now. */
async function resolveDue<L extends JournalEntry, O>(how: Resolving<L, O>, due: L): Promise<boolean> {
  const claimed = await claim(how, due, leaseMs);
  if (claimed === null) return false;
  const session = await how.open(claimed).catch(() => null);
  if (session !== null) {
    await resolveEntry(how, session, claimed, Math.min(currentCall()?.deadline ?? 0, Date.now() + stayMs));
    return true;
  }
  const now = sharedNow();
  reportEntry(how, await settleEntry(how.toItem, how.withoutLook(claimed, now), now + leaseMs));
  return true;
}
