import { sharedNow } from '../../aws/clock.ts';
import { afterFailedLook, afterVainLook } from '../../journal/absence.ts';
import { isSameKey, openStates } from '../../journal/entry.ts';
import type { Reconciliation } from '../../journal/resolve.ts';
import { resolveDueEntries } from '../../journal/resolve-due.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import type { CancelAllRecord } from './cancel-all.ts';
import { cancelAllJournal } from './cancel-all-store.ts';
import { cancelRemaining } from './cancel-remaining.ts';

export const cancelAllReconciliation: Reconciliation<CancelAllRecord, Session> = {
  journal: cancelAllJournal,
  open: ({ ref, marketType, symbol }) => openSession(ref, marketType, { symbol: symbol ?? undefined }),
  look: cancelAgain,
  withoutLook: (record, now) => afterFailedLook(record, now, null),
  nextLookAt: (_record, now, round) => now + Math.min(500 * 2 ** round, 4000),
};

/** The job: finishes every cancellation that the call could not finish. */
export function resolveDueCancelAlls(): Promise<void> {
  return resolveDueEntries(cancelAllReconciliation);
}

/** One look of the resolver cancels the remaining orders again. A rotated key may belong to a different customer and cancels nothing. */
export async function cancelAgain(session: Session, record: CancelAllRecord): Promise<CancelAllRecord> {
  if (!openStates.includes(record.state)) return record;
  if (!isSameKey(session, record)) return afterVainLook(record, sharedNow(), 'OTHER_KEY');
  return afterCancel(await cancelRemaining(session, record), sharedNow());
}

/** An order that the exchange keeps open in spite of its own answers, for twenty minutes, is a matter for a person. */
function afterCancel(record: CancelAllRecord, now: number): CancelAllRecord {
  if (!openStates.includes(record.state)) return record;
  if (record.openBecause === 'LOOK_FAILED') return afterFailedLook(record, now, null);
  return afterVainLook(record, now, record.openBecause ?? 'NOT_SHOWN');
}
