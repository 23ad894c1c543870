import { sharedNow } from '../../aws/clock.ts';
import { stillOpen } from '../../journal/absence.ts';
import { isSameKey, openStates } from '../../journal/entry.ts';
import { type Reconciliation, resolveDueEntries } from '../../journal/resolve.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import type { CancelAllRecord } from './cancel-all.ts';
import { cancelAllJournal } from './cancel-all-store.ts';
import { cancelRemaining } from './cancel-remaining.ts';

export const cancelAllReconciliation: Reconciliation<CancelAllRecord, Session> = {
  journal: cancelAllJournal,
  open: ({ ref, marketType, symbol }) => openSession(ref, marketType, { symbol: symbol ?? undefined }),
  look: cancelAgain,
  withoutLook: afterCancel,
  nextLookAt: (_record, now, round) => now + Math.min(500 * 2 ** round, 4000),
};

/** The job: finishes every cancellation that the call could not finish. */
export function resolveDueCancelAlls(): Promise<void> {
  return resolveDueEntries(cancelAllReconciliation);
}

/** One look of the resolver cancels the remaining orders again. A rotated key may belong to a different customer and cancels nothing. */
export async function cancelAgain(session: Session, record: CancelAllRecord): Promise<CancelAllRecord> {
  return afterCancel(isSameKey(session, record) ? await cancelRemaining(session, record) : record, sharedNow());
}

function afterCancel(record: CancelAllRecord, now: number): CancelAllRecord {
  return openStates.includes(record.state) ? stillOpen(record, now) : record;
}
