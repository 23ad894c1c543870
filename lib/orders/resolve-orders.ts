import { sharedNow } from '../aws/clock.ts';
import { type Resolving, resolveDueLines } from '../journal/resolve.ts';
import { type OpenExchange, openExchange } from '../session/open-session.ts';
import type { OrderRecord } from './order.ts';
import { keyOf, pendingShards, toItem } from './order-item.ts';
import { afterLookUp, findSent, nextLookUpAt, provesAbsence } from './reconcile-order.ts';

export const ordersResolving: Resolving<OrderRecord, OpenExchange> = {
  journal: 'orders',
  shards: pendingShards,
  keyOf: ({ ref, clientOrderId }) => keyOf(ref, clientOrderId),
  toItem,
  open: ({ ref, product, request: { symbol } }) => openExchange(ref, product, { symbol }),
  look: async (opened, record) => {
    const startedAt = sharedNow();
    const found = await findSent(opened, record, provesAbsence(record, startedAt));
    return afterLookUp(record, found, startedAt, sharedNow());
  },
  unseen: (record, now) => afterLookUp(record, null, now, now),
  nextLookAt: nextLookUpAt,
};

/** The job: settles every due open order. */
export function resolveDueOrders(): Promise<void> {
  return resolveDueLines(ordersResolving);
}
