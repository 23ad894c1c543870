import { sharedNow } from '../../aws/clock.ts';
import { afterAbsence, stillOpen } from '../../journal/absence.ts';
import { openStates, type StoredError } from '../../journal/entry.ts';
import { type Reconciliation, resolveDueEntries } from '../../journal/resolve.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { provesAbsence } from '../arrival.ts';
import { nextLookAt } from '../reconcile-order.ts';
import type { AmendmentRecord } from './amendment.ts';
import { amendmentJournal } from './amendment-store.ts';
import { findAmendment, type Observation } from './find-amendment.ts';

export const amendmentReconciliation: Reconciliation<AmendmentRecord, Session> = {
  journal: amendmentJournal,
  open: ({ ref, marketType, symbol }) => openSession(ref, marketType, { symbol }),
  look: async (session, record) => {
    const startedAt = sharedNow();
    const observation = await findAmendment(session, record);
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
 * The entry of an open amendment after a look that ended at `now`. An order without the change counts only when the amendment can no
 * longer arrive, and only the second time. An order that has ended without the change counts at once.
 */
export function afterLook(
  record: AmendmentRecord,
  observation: Observation | null,
  startedAt: number,
  now: number,
  behindMs = 0,
): AmendmentRecord {
  if (!openStates.includes(record.state)) return record;
  if (observation === null || observation.kind === 'noOrder') return stillOpen(record, now);
  const seen = { ...record, described: observation.order };
  if (observation.kind === 'shown') return { ...seen, state: 'ACCEPTED' };
  if (observation.kind === 'ended') return notApplied(seen);
  if (observation.kind !== 'notShown' || !provesAbsence(record, behindMs, startedAt, now)) return stillOpen(seen, now);
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
