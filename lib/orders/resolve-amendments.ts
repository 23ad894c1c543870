import { type OpenExchange, openExchange } from '../accounts/open-exchange.ts';
import { type Resolving, resolveDueLines } from '../journal/resolve-lines.ts';
import type { AmendmentRecord } from './amendment.ts';
import { afterLook, lookAtAmendment } from './amendment-look-up.ts';
import { amendmentItem, amendmentKey, pendingAmendmentShards } from './amendment-store.ts';
import { nextLookUpAt } from './look-up.ts';

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
export const resolveDueAmendments = (): Promise<void> => resolveDueLines(amendmentsResolving);
