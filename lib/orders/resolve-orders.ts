import { sharedNow } from '../aws/clock.ts';
import { type Resolving, resolveDueEntries } from '../journal/resolve.ts';
import { openSession, type Session } from '../session/open-session.ts';
import type { OrderRecord } from './order.ts';
import { keyOf, pendingShards, toItem } from './order-item.ts';
import { afterLook, findSentOrder, nextLookAt, provesAbsence } from './reconcile-order.ts';

export const ordersResolving: Resolving<OrderRecord, Session> = {
  journal: 'orders',
  shards: pendingShards,
  keyOf: ({ ref, clientOrderId }) => keyOf(ref, clientOrderId),
  toItem,
  open: ({ ref, marketType, request: { symbol } }) => openSession(ref, marketType, { symbol }),
  look: async (session, record) => {
    const startedAt = sharedNow();
    const found = await findSentOrder(session, record, provesAbsence(record, startedAt));
    return afterLook(record, found, startedAt, sharedNow());
  },
  withoutLook: (record, now) => afterLook(record, null, now, now),
  nextLookAt: nextLookAt,
};

/** The job: settles every due open order. */
export function resolveDueOrders(): Promise<void> {
  return resolveDueEntries(ordersResolving);
}
