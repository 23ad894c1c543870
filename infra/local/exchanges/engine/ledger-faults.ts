import { randomNumbers } from './world.ts';

/**
 * How an exchange misbehaves about its books: an account log or a ledger that answers late, forgets, or pages short. The books
 * themselves are never touched, so that a judge in the same process can always compare an answer with the truth.
 */
export interface LedgerFaults {
  /** Rows booked under this rule show only `ms` after their booking; of all rows the share that `random` draws. */
  late: { ms: number; share: number; random: () => number } | null;
  /** Rows older than this are no longer answered; null = kept for good. */
  retentionDays: number | null;
  /** Most rows in one answer, whatever the request asks for; null = the exchange's own page. */
  pageCap: number | null;
}

export function noLedgerFaults(): LedgerFaults {
  return { late: null, retentionDays: null, pageCap: null };
}

export function lateness(ms: number, share: number, seed: number): LedgerFaults['late'] {
  return ms === 0 ? null : { ms, share, random: randomNumbers(seed) };
}

/** What one customer is not shown: rows by id, and rows that show only from a moment (ms) on. */
export interface HiddenEntries {
  hidden: Set<EntryId>;
  late: Map<EntryId, number>;
}

export type EntryId = string | number;

export function nothingHidden(): HiddenEntries {
  return { hidden: new Set(), late: new Map() };
}

/** To be called for every row at its booking; `at` is the time the row bears. */
export function noteEntry({ late }: LedgerFaults, hiddenEntries: HiddenEntries, id: EntryId, at: number): void {
  if (late && late.random() < late.share) hiddenEntries.late.set(id, at + late.ms);
}

const dayMs = 86_400_000;

/** Says of a row whether the exchange answers it at `now`; null when it answers them all, so that nothing needs to be looked through. */
export function visibility(
  { retentionDays }: LedgerFaults,
  { hidden, late }: HiddenEntries,
  now: number,
): ((id: EntryId, at: number) => boolean) | null {
  if (retentionDays === null && hidden.size === 0 && late.size === 0) return null;
  const oldest = retentionDays === null ? Number.NEGATIVE_INFINITY : now - retentionDays * dayMs;
  return (id, at) => at >= oldest && !hidden.has(id) && (late.get(id) ?? at) <= now;
}

/** Rows to put on a page: what was asked for or is usual, never more than the cap. */
export function pageOf({ pageCap }: LedgerFaults, wanted: number) {
  return Math.min(wanted, pageCap ?? wanted);
}
