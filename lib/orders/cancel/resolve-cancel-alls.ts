import { type Resolving, resolveDueEntries } from '../../journal/resolve.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { type CancelAllRecord, cancelAllItem, cancelAllKey, pendingCancelAllShards } from './cancel-all-entry.ts';
import { cancelAgain, stillOpen } from './cancel-remaining.ts';

export const cancelAllsResolving: Resolving<CancelAllRecord, Session> = {
  journal: 'cancel-alls',
  shards: pendingCancelAllShards,
  keyOf: cancelAllKey,
  toItem: cancelAllItem,
  open: ({ ref, marketType, symbol }) => openSession(ref, marketType, { symbol: symbol ?? undefined }),
  look: cancelAgain,
  withoutLook: stillOpen,
  nextLookAt: (_record, now, round) => now + Math.min(500 * 2 ** round, 4000),
};

/** The job: finishes every cancellation of all orders that its own call could not. */
export function resolveDueCancelAlls(): Promise<void> {
  return resolveDueEntries(cancelAllsResolving);
}
