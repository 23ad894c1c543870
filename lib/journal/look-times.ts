import type { ProvableEntry } from './absence.ts';
import type { JournalEntry } from './entry.ts';

/** When an undecided entry is looked at again. Epoch ms. */
export interface LookTimes {
  /** The resolver looks from then on. */
  readonly lookAt: number;
  /** Until then a reader takes the entry as it stands: another call looks, or has looked a moment ago. Absent: no call has looked yet. */
  readonly leasedUntil?: number;
}

const minute = 60_000;
/** A young entry is looked for as its journal says: a client waits for the verdict. */
const youngForMs = 5 * minute;
const longestPauseMs = 15 * minute;
const longestReviewPauseMs = 6 * 60 * minute;

/**
 * The least pause before the next look, which grows with the age of the entry: an exchange or a key that is away for a day must not be asked each
 * minute for each order. An entry that is left to a person is looked at four times an hour, and less often after days.
 */
export function patientPauseMs({ state, sentAt }: Pick<JournalEntry, 'state' | 'sentAt'>, now: number): number {
  const age = now - sentAt;
  if (state === 'NEEDS_REVIEW') return Math.min(Math.max(longestPauseMs, age / 10), longestReviewPauseMs);
  return age < youngForMs ? 0 : Math.min(age / 10, longestPauseMs);
}

/** The look was the first of the two looks that prove absence: the second follows at once, however old the entry is. */
export function awaitsProof(before: JournalEntry, seen: JournalEntry & Partial<ProvableEntry>): boolean {
  const { absentSince = null }: Partial<ProvableEntry> = before;
  return absentSince === null && typeof seen.absentSince === 'number';
}
