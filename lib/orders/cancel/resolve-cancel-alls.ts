import { type Resolving, resolveDueLines } from '../../journal/resolve.ts';
import { type OpenExchange, openExchange } from '../../session/open-session.ts';
import { type CancelAllRecord, cancelAllItem, cancelAllKey, pendingCancelAllShards } from './cancel-all-entry.ts';
import { passAgain, stillOpen } from './cancel-remaining.ts';

export const cancelAllsResolving: Resolving<CancelAllRecord, OpenExchange> = {
  journal: 'cancel-alls',
  shards: pendingCancelAllShards,
  keyOf: cancelAllKey,
  toItem: cancelAllItem,
  open: ({ ref, product, symbol }) => openExchange(ref, product, { symbol: symbol ?? undefined }),
  look: passAgain,
  unseen: stillOpen,
  nextLookAt: (_record, now, round) => now + Math.min(500 * 2 ** round, 4000),
};

/** The job: finishes every cancellation of all orders that its own call could not. */
export function resolveDueCancelAlls(): Promise<void> {
  return resolveDueLines(cancelAllsResolving);
}
