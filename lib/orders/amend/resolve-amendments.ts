import { type Resolving, resolveDueLines } from '../../journal/resolve.ts';
import { type OpenExchange, openExchange } from '../../session/open-session.ts';
import { nextLookUpAt } from '../reconcile-order.ts';
import type { AmendmentRecord } from './amendment.ts';
import { amendmentItem, amendmentKey, pendingAmendmentShards } from './amendment-store.ts';
import { afterLook, lookAtAmendment } from './find-amendment.ts';

export const amendmentsResolving: Resolving<AmendmentRecord, OpenExchange> = {
  journal: 'amendments',
  shards: pendingAmendmentShards,
  keyOf: amendmentKey,
  toItem: amendmentItem,
  open: ({ ref, product, symbol }) => openExchange(ref, product, { symbol }),
  look: lookAtAmendment,
  unseen: (record, now) => afterLook(record, null, now, now),
  nextLookAt: nextLookUpAt,
};

/** The job: settles every due open amendment. */
export function resolveDueAmendments(): Promise<void> {
  return resolveDueLines(amendmentsResolving);
}
