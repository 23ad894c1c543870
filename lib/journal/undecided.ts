import { isUndecided, type JournalEntry, type OpenReason } from './entry.ts';

/** What the looks for a request without a verdict have come to. */
export interface Undecided {
  readonly needsPerson: boolean;
  /** Null: nobody has looked. */
  readonly because: OpenReason | null;
  readonly lookedAt: number | null;
}

/** Absent for a request with a verdict. */
export function undecidedOf(record: JournalEntry): { readonly undecided?: Undecided } {
  if (!isUndecided(record)) return {};
  const { state, openBecause = null, lookedAt = null } = record;
  return { undecided: { needsPerson: state === 'NEEDS_REVIEW', because: openBecause, lookedAt } };
}
