import { type Resolving, resolveDueEntries } from '../../journal/resolve.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { nextLookAt } from '../reconcile-order.ts';
import type { AmendmentRecord } from './amendment.ts';
import { amendmentItem, amendmentKey, pendingAmendmentShards } from './amendment-store.ts';
import { afterLook, lookAtAmendment } from './find-amendment.ts';

export const amendmentsResolving: Resolving<AmendmentRecord, Session> = {
  journal: 'amendments',
  shards: pendingAmendmentShards,
  keyOf: amendmentKey,
  toItem: amendmentItem,
  open: ({ ref, marketType, symbol }) => openSession(ref, marketType, { symbol }),
  look: lookAtAmendment,
  withoutLook: (record, now) => afterLook(record, null, now, now),
  nextLookAt: nextLookAt,
};

/** The job: settles every due open amendment. */
export function resolveDueAmendments(): Promise<void> {
  return resolveDueEntries(amendmentsResolving);
}
