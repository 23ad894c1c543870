import { type JournalEntry, type OpenReason, openStates } from './entry.ts';

/** Two complete looks at this distance prove absence. One look could have met the request between two lists. */
export const roundGapMs = 3000;
/** Complete looks that still prove nothing after this long leave the entry to a person. A failed look never does. */
export const reviewAfterMs = 20 * 60_000;

/** An entry of a request with provable absence. */
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
  if (record.absentSince === null) return { ...undecided(record, 'NOT_SHOWN'), absentSince: now };
  return startedAt - record.absentSince >= gapMs
    ? { ...record, state: 'NEVER_ARRIVED' }
    : undecided(record, 'NOT_SHOWN');
}

/**
 * The entry after a failed look, which is no look: the exchange, the key, KMS or the table was away, and may be back for the next one. Only
 * after `provableUntil` (epoch ms; null: the exchange keeps its history) can no look prove absence any more.
 */
export function afterFailedLook<R extends JournalEntry>(record: R, now: number, provableUntil: number | null): R {
  const isTooLate = provableUntil !== null && now > provableUntil;
  return isTooLate ? afterVainLook(record, now, 'HISTORY_ENDED') : undecided(record, 'LOOK_FAILED');
}

/** The entry after a complete look that proves nothing: a person must decide where looks cannot. */
export function afterVainLook<R extends JournalEntry>(record: R, now: number, why: OpenReason): R {
  return now - record.sentAt > reviewAfterMs ? leftToPerson(record, why) : undecided(record, why);
}

/** A complete look contradicts the request, an earlier complete look, or the exchange's acknowledgement. */
export function leftToPerson<R extends JournalEntry>(record: R, why: OpenReason): R {
  return { ...record, state: 'NEEDS_REVIEW', openBecause: keptReason(record, why) };
}

/** An entry that has been left to a person stays so until a look, or the person, settles the entry. */
function undecided<R extends JournalEntry>(record: R, why: OpenReason): R {
  const state = openStates.includes(record.state) ? 'UNKNOWN' : record.state;
  return { ...record, state, openBecause: keptReason(record, why) };
}

/** A look that has seen something else is not undone by a look that saw nothing. */
function keptReason({ openBecause }: JournalEntry, why: OpenReason): OpenReason {
  return openBecause !== undefined && contradictions.includes(openBecause) ? openBecause : why;
}

const contradictions: readonly OpenReason[] = ['OTHER_TERMS', 'SEVERAL', 'CONTRADICTED'];

/** The exchange has shown something in place of the request, so a later look that shows nothing proves nothing. */
export function isContradicted({ openBecause }: JournalEntry): boolean {
  return openBecause !== undefined && contradictions.includes(openBecause);
}
