import type { JournalEntry } from './entry.ts';

/** Two complete looks at this distance prove absence. One look could have met the request between two lists. */
export const roundGapMs = 3000;
/**
 * An entry that is still open after this long is a matter for a person. Longer than a key is locked out (Kraken: about 15 minutes): nothing
 * can be looked up until then, and a look afterwards settles the entry.
 */
export const reviewAfterMs = 20 * 60_000;

/** An entry whose absence can be proven. */
export interface ProvableEntry extends JournalEntry {
  /** End of the first look that counts as absence, in epoch ms. */
  readonly absentSince: number | null;
}

/**
 * The entry after a complete look that found nothing when nothing could arrive any more. The second such look, `gapMs` after the first, is
 * the proof.
 */
export function afterAbsence<R extends ProvableEntry>(
  record: R,
  startedAt: number,
  now: number,
  gapMs: number = roundGapMs,
): R {
  if (record.absentSince === null) return { ...record, state: 'UNKNOWN', absentSince: now };
  return startedAt - record.absentSince >= gapMs ? { ...record, state: 'NEVER_ARRIVED' } : stillOpen(record, now);
}

/** The entry after a look that proves nothing. */
export function stillOpen<R extends JournalEntry>(record: R, now: number): R {
  return { ...record, state: now - record.sentAt > reviewAfterMs ? 'NEEDS_REVIEW' : 'UNKNOWN' };
}
