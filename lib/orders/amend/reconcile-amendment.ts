import { sharedNow } from '../../aws/clock.ts';
import { afterAbsence, afterFailedLook, afterVainLook } from '../../journal/absence.ts';
import { isUndecided, type StoredError } from '../../journal/entry.ts';
import type { Reconciliation } from '../../journal/resolve.ts';
import { resolveDueEntries } from '../../journal/resolve-due.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { provesAbsence } from '../arrival.ts';
import { nextLookAt } from '../reconcile-order.ts';
import type { AmendmentRecord } from './amendment.ts';
import { amendmentJournal, holdsAmendLock } from './amendment-store.ts';
import { lookForAmendment, type Sight } from './find-amendment.ts';

export const amendmentReconciliation: Reconciliation<AmendmentRecord, Session> = {
  journal: amendmentJournal,
  open: ({ ref, marketType, symbol }) => openSession(ref, marketType, { symbol }),
  look: async (session, record) => {
    const startedAt = sharedNow();
    // A later amendment may have changed the order since: what the order shows is no word on this amendment any more.
    if (record.state === 'NEEDS_REVIEW' && !(await holdsAmendLock(record).catch(() => false))) return record;
    const observation = await lookForAmendment(session, record);
    return afterLook(record, observation, startedAt, sharedNow(), session.clock.behindMs());
  },
  withoutLook: (record, now) => afterLook(record, null, now, now),
  nextLookAt,
};

/** The job: settles every due open amendment. */
export function resolveDueAmendments(): Promise<void> {
  return resolveDueEntries(amendmentReconciliation);
}

/**
 * The entry of an undecided amendment after a look that ended at `now`; null: the look failed, and proves nothing. An order without the change
 * counts only when the amendment can no longer arrive, and only the second time. An order that has ended without the change counts at once.
 */
export function afterLook(
  record: AmendmentRecord,
  observation: Sight | null,
  startedAt: number,
  now: number,
  behindMs = 0,
): AmendmentRecord {
  if (!isUndecided(record)) return record;
  if (observation === null) return afterFailedLook(record, now, null);
  if (observation.kind === 'noOrder') return afterVainLook(record, now, 'NOT_SHOWN');
  if (observation.kind === 'blind') return afterVainLook(record, now, 'OTHER_KEY');
  const seen = { ...record, described: observation.order };
  if (observation.kind === 'shown') return { ...seen, state: 'ACCEPTED' };
  if (observation.kind === 'ended') return notApplied(seen);
  if (observation.kind !== 'notShown' || !provesAbsence(record, behindMs, startedAt, now))
    return afterVainLook(seen, now, 'NOT_SHOWN');
  const after = afterAbsence(seen, startedAt, now);
  return after.state === 'NEVER_ARRIVED' ? notApplied(after) : after;
}

export function notApplied(record: AmendmentRecord): AmendmentRecord {
  return { ...record, state: 'NEVER_ARRIVED', error: notAppliedError(record.lastError) };
}

/** The exchange's words stay with the verdict that they led to. */
function notAppliedError(lastError: StoredError | undefined): StoredError {
  const why = lastError === undefined ? '' : `: ${lastError.message}`;
  return {
    code: 'EXCHANGE_UNAVAILABLE',
    message: `the order was not amended${why}; amend the order again with a new Idempotency-Key`,
    details: lastError?.details ?? [],
  };
}
