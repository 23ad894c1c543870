import { sharedNow } from '../../aws/clock.ts';
import { env } from '../../aws/env.ts';
import type { TimeRange } from '../../exchanges/model/history.ts';
import type { LedgerGap } from '../ingest/chains.ts';
import type { LedgerCursor } from '../ingest/ledger-cursor.ts';
import type { Coverage } from './coverage.ts';

const dayMs = 86_400_000;

/**
 * What the ledger can say of a range. `to`: until when every row is known; the ledger's own end, or a later moment when rows behind it
 * were read too; null: until now. `moreGaps` are those found in such rows.
 */
export function ledgerCoverage(
  cursor: LedgerCursor,
  range: TimeRange,
  to: number | null = cursor.coveredTo,
  moreGaps: readonly LedgerGap[] = [],
): Coverage {
  const floor = oldestKept(cursor);
  const [from, until] = [later(range.from ?? null, floor), earlier(range.to ?? null, to)];
  const gaps = mergedGaps([...cursor.gaps, ...moreGaps], from ?? 0, until ?? Number.POSITIVE_INFINITY);
  const reachesBack = floor === null || (range.from ?? 0) >= floor;
  const reachesUp = to === null || (range.to !== undefined && range.to <= to);
  const wasRead = cursor.coveredTo !== null;
  return { from, to: until, complete: wasRead && reachesBack && reachesUp && gaps.length === 0, gaps };
}

/** Rows from before this moment may have been deleted, some of them later than others; null: all are kept. Epoch ms. */
export function keptSince(): number | null {
  const days = env.ledgerRetentionDays;
  return days === null ? null : sharedNow() - days * dayMs;
}

/** Before this moment rows may have existed that nobody can show any more; null: the books are known from their beginning. */
function oldestKept({ books: { beginning } }: LedgerCursor): number | null {
  return later(beginning === null || beginning.foundNothing ? null : beginning.time, keptSince());
}

function later(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
function earlier(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

/** Of all wallets and assets together, cut to the range. */
function mergedGaps(gaps: readonly LedgerGap[], from: number, to: number): { from: number; to: number }[] {
  const merged: { from: number; to: number }[] = [];
  for (const gap of gaps.toSorted((a, b) => a.from - b.from)) {
    if (gap.to < from || gap.from >= to) continue;
    const last = merged.at(-1);
    if (last !== undefined && gap.from <= last.to) last.to = Math.max(last.to, gap.to);
    else merged.push({ from: gap.from, to: gap.to });
  }
  return merged;
}
