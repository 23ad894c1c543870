import type { EntryId } from './entry-id.ts';
import { type Chance, chanceOf, draw } from './world.ts';

/**
 * How an exchange misbehaves about its ledger: entries are answered late, forgotten, or paged short. The ledger
 * itself is never touched, so a judge in the same process can always compare an answer with the truth.
 */
export interface LedgerFaults {
  /** Entries made under this fault show only `ms` later; of all entries the share that `chance` draws. */
  late: { readonly ms: number; readonly share: number; readonly chance: Chance } | null;
  /** Older entries are no longer answered; null = kept for good. */
  retentionDays: number | null;
  /** Most entries in one answer, whatever the request asks for; null = the exchange's own page. */
  pageCap: number | null;
  /** How much later each further entry of a spot trade is booked: 0 (recorded 2025), or up to 1.6 ms (recorded 2014 to 2021). */
  tradeSpreadMs: number;
}

export function noLedgerFaults(): LedgerFaults {
  return { late: null, retentionDays: null, pageCap: null, tradeSpreadMs: 0 };
}

export function lateness(ms: number, share: number, seed: number): LedgerFaults['late'] {
  return ms === 0 ? null : { ms, share, chance: chanceOf(seed) };
}

/** Entries that one customer is not shown: by id, and the entries that show only from a moment (ms) on. */
export interface HiddenEntries {
  readonly hidden: Set<EntryId>;
  readonly late: Map<EntryId, number>;
}

export function nothingHidden(): HiddenEntries {
  return { hidden: new Set(), late: new Map() };
}

/** Called for every new entry. `at` is the time the entry bears. */
export function noteEntry({ late }: LedgerFaults, hiddenEntries: HiddenEntries, id: EntryId, at: number): void {
  if (late && draw(late.chance) < late.share) hiddenEntries.late.set(id, at + late.ms);
}

const dayMs = 86_400_000;

/** Judges whether the exchange answers an entry at `now`; null when all entries are answered, so that no list needs a look. */
export function visibility(
  { retentionDays }: LedgerFaults,
  { hidden, late }: HiddenEntries,
  now: number,
): ((id: EntryId, at: number) => boolean) | null {
  if (retentionDays === null && hidden.size === 0 && late.size === 0) return null;
  const oldest = retentionDays === null ? Number.NEGATIVE_INFINITY : now - retentionDays * dayMs;
  return (id, at) => at >= oldest && !hidden.has(id) && (late.get(id) ?? at) <= now;
}

/** Entries on a page: the requested or usual number, never more than the cap. */
export function pageOf({ pageCap }: LedgerFaults, wanted: number): number {
  return Math.min(wanted, pageCap ?? wanted);
}
