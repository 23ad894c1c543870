import { sharedNow } from '../../aws/clock.ts';
import { env } from '../../aws/env.ts';
import type { TimeRange } from '../../exchanges/model/history.ts';
import type { LedgerGap } from '../proof/chains.ts';
import type { CompletenessProof } from '../proof/proof.ts';
import { isUnread } from '../proof/unread-gaps.ts';
import { type Coverage, coverageFor, coverageOfNothing, toldEnd } from './coverage.ts';
import type { LedgerCursor } from './ledger-cursor.ts';

const dayMs = 86_400_000;

/** Newer entries that an answer reads from the exchange itself. */
export interface LiveTail {
  /** Until when ledger and tail together know every entry; null: until now. */
  readonly to: number | null;
  readonly gaps: readonly LedgerGap[];
}

/** The part of a range for which the ledger, with newer entries from the exchange, has been proven complete. */
export function ledgerCoverage(
  proof: CompletenessProof,
  cursor: LedgerCursor,
  range: TimeRange,
  tail: LiveTail | null = null,
): Coverage {
  const provenTo = proof.provenTo(cursor);
  if (provenTo === null) return nothingProven(proof, cursor, range);
  const to = tail === null || !proof.isPerEntry ? provenTo : tail.to;
  const floor = oldestKept(cursor);
  const [from, until] = [later(range.from ?? null, floor), earlier(toldEnd(range.to), to)];
  const found = [...cursor.gaps, ...(tail?.gaps ?? [])];
  const within = (some: readonly LedgerGap[]) => mergedGaps(some, from ?? 0, until ?? Number.POSITIVE_INFINITY);
  const [gaps, unread] = [within(found), within(found.filter(isUnread))];
  const broken = within(found.filter((gap) => !isUnread(gap)));
  const isCutBelow = floor !== null && (range.from ?? 0) < floor;
  const isCutAbove = to !== null && (range.to === undefined || range.to > to);
  const reasons = [
    ...(isCutBelow ? [beforeFloor(floor, cursor)] : []),
    ...(isCutAbove ? afterPull(cursor, to) : []),
    ...(broken.length === 0 ? [] : [gapsFound(broken.length)]),
    ...(unread.length === 0 ? [] : [notRead(unread.length)]),
    ...(isDisputed(proof, cursor, until) ? [balancesDiffer(cursor)] : []),
  ];
  // A ledger that was first read a moment ago begins behind its own end.
  const isBackwards = from !== null && until !== null && until <= from && reasons.length > 0;
  if (isBackwards) return coverageOfNothing(range, { proof: proof.kind, gaps, reasons });
  return coverageFor({ proof: proof.kind, from, to: until, gaps, reasons });
}

function beforeFloor(floor: number, { known: { beginning } }: LedgerCursor): string {
  const since = new Date(floor).toISOString();
  return floor === beginning?.time
    ? `the exchange showed no entries from before ${since} when the ledger was first read`
    : `entries from before ${since} are no longer kept by this service`;
}

/** The ledger trails the exchange by the time since the last pull, and by the minutes in which an entry can appear late. */
function afterPull(cursor: LedgerCursor, to: number): string[] {
  const until = `entries since ${new Date(to).toISOString()} are not in the ledger yet`;
  return [`${until}: pulls run every quarter of an hour and leave out the last minutes`, ...failed(cursor)];
}

function failed({ lastError }: LedgerCursor): string[] {
  return lastError === null ? [] : [`the last pull failed (${lastError.code}): ${lastError.message}`];
}

function gapsFound(count: number): string {
  const times = count === 1 ? 'at a time at which' : `at ${count} times at which`;
  return `entries are missing ${times} a balance changed without an entry that the exchange has told: see gaps`;
}

function notRead(count: number): string {
  const times = count === 1 ? 'at a time' : `at ${count} times`;
  return `the exchange tells entries in a form that cannot be read ${times}: see gaps`;
}

function balancesDiffer({ mismatches }: LedgerCursor): string {
  const assets = [...new Set(mismatches.map(({ asset }) => asset))].join(', ');
  return `the ledger and the exchange report different balances of ${assets}`;
}

/** Balances that differ show a loss somewhere after the last sums that agreed, even where no chain is broken. */
function isDisputed({ isPerEntry }: CompletenessProof, cursor: LedgerCursor, until: number | null): boolean {
  const agreedTo = cursor.checkpoint?.at ?? 0;
  return isPerEntry && cursor.mismatches.length > 0 && (until ?? Number.POSITIVE_INFINITY) > agreedTo;
}

export const notPulled = 'the ledger has not been pulled to its end yet';

function nothingProven({ kind }: CompletenessProof, cursor: LedgerCursor, { from = 0, to }: TimeRange): Coverage {
  const gaps = mergedGaps(cursor.gaps, from, to ?? Number.POSITIVE_INFINITY);
  const why =
    cursor.coveredTo === null
      ? notPulled
      : 'the sums of the ledger have not been held against the balances of the exchange yet';
  return coverageOfNothing({ from }, { proof: kind, gaps, reasons: [why, ...failed(cursor)] });
}

/** Retention may have deleted entries from before this time; null: all entries are kept. Epoch ms. */
export function keptSince(): number | null {
  const days = env.ledgerRetentionDays;
  return days === null ? null : sharedNow() - days * dayMs;
}

/** Entries before this time may be lost for good; null: the ledger is known from the beginning. */
function oldestKept({ known: { beginning } }: LedgerCursor): number | null {
  return later(beginning === null || beginning.foundNothing ? null : beginning.time, keptSince());
}

function later(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
function earlier(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

/** Over all wallets and assets, cut to the range. */
function mergedGaps(gaps: readonly LedgerGap[], from: number, to: number): Coverage['gaps'] {
  const merged: { from: number; to: number }[] = [];
  for (const gap of gaps.toSorted((a, b) => a.from - b.from)) {
    if (gap.to < from || gap.from >= to) continue;
    const last = merged.at(-1);
    if (last !== undefined && gap.from <= last.to) last.to = Math.max(last.to, gap.to);
    else merged.push({ from: gap.from, to: gap.to });
  }
  return merged;
}
