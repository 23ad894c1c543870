import { sharedNow } from '../../aws/clock.ts';
import { env } from '../../aws/env.ts';
import type { TimeRange } from '../../exchanges/model/history.ts';
import type { LedgerGap } from '../proof/chains.ts';
import type { CompletenessProof } from '../proof/proof.ts';
import type { Coverage } from './coverage.ts';
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
  const [from, until] = [later(range.from ?? null, floor), earlier(range.to ?? null, to)];
  const gaps = mergedGaps([...cursor.gaps, ...(tail?.gaps ?? [])], from ?? 0, until ?? Number.POSITIVE_INFINITY);
  const reachesBack = floor === null || (range.from ?? 0) >= floor;
  const reachesUp = to === null || (range.to !== undefined && range.to <= to);
  const complete = reachesBack && reachesUp && gaps.length === 0 && !isDisputed(proof, cursor, until);
  return { proof: proof.kind, from, to: until, complete, gaps };
}

/** Balances that differ show a loss somewhere after the last sums that agreed, even where no chain is broken. */
function isDisputed({ isPerEntry }: CompletenessProof, cursor: LedgerCursor, until: number | null): boolean {
  const agreedTo = cursor.checkpoint?.at ?? 0;
  return isPerEntry && cursor.mismatches.length > 0 && (until ?? Number.POSITIVE_INFINITY) > agreedTo;
}

function nothingProven({ kind }: CompletenessProof, { gaps }: LedgerCursor, { from = 0, to }: TimeRange): Coverage {
  const found = mergedGaps(gaps, from, to ?? Number.POSITIVE_INFINITY);
  return { proof: kind, from, to: from, complete: false, gaps: found };
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
