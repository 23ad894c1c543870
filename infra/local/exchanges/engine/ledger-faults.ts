import { randomNumbers } from './world.ts';

/**
 * How a venue misbehaves about its books: an account log or a ledger that answers late, forgets, or pages short. The books
 * themselves are never touched, so that a judge in the same process can always compare an answer with the truth.
 */
export interface BookRules {
  /** Rows booked under this rule show only `ms` after their booking; of all rows the share that `random` draws. */
  late: { ms: number; share: number; random: () => number } | null;
  /** Rows older than this are no longer answered; null = kept for good. */
  retentionDays: number | null;
  /** Most rows in one answer, whatever the request asks for; null = the venue's own page. */
  pageCap: number | null;
}

export function honestBooks(): BookRules {
  return { late: null, retentionDays: null, pageCap: null };
}

export function lateness(ms: number, share: number, seed: number): BookRules['late'] {
  return ms === 0 ? null : { ms, share, random: randomNumbers(seed) };
}

/** What one customer is not shown: rows by id, and rows that show only from a moment (ms) on. */
export interface Withheld {
  hidden: Set<BookId>;
  late: Map<BookId, number>;
}

export type BookId = string | number;

export function nothingWithheld(): Withheld {
  return { hidden: new Set(), late: new Map() };
}

/** To be called for every row at its booking; `at` is the time the row bears. */
export function noteBooking({ late }: BookRules, withheld: Withheld, id: BookId, at: number): void {
  if (late && late.random() < late.share) withheld.late.set(id, at + late.ms);
}

const dayMs = 86_400_000;

/** Says of a row whether the venue answers it at `now`; null when it answers them all, so that nothing needs to be looked through. */
export function visibility(
  { retentionDays }: BookRules,
  { hidden, late }: Withheld,
  now: number,
): ((id: BookId, at: number) => boolean) | null {
  if (retentionDays === null && hidden.size === 0 && late.size === 0) return null;
  const oldest = retentionDays === null ? Number.NEGATIVE_INFINITY : now - retentionDays * dayMs;
  return (id, at) => at >= oldest && !hidden.has(id) && (late.get(id) ?? at) <= now;
}

/** Rows to put on a page: what was asked for or is usual, never more than the cap. */
export function pageOf({ pageCap }: BookRules, wanted: number) {
  return Math.min(wanted, pageCap ?? wanted);
}
