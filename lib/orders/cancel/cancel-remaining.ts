import { sharedNow } from '../../aws/clock.ts';
import type { OrderStatus } from '../../exchanges/model/order.ts';
import { openStates } from '../../journal/entry.ts';
import type { Session } from '../../session/open-session.ts';
import { isSameKey, lookBackFrom, reviewAfterMs } from '../reconcile-order.ts';
import type { CancelAllRecord, RemainingOrder } from './cancel-all-entry.ts';

type End = 'canceled' | 'ended' | 'open';

/**
 * Cancels by id those of the wish's orders that may still be open. Nothing in it can harm an order placed since, however late or often it
 * arrives. Neither exchange has a deadline for "cancel all": one that lingers on the way would take those with it.
 */
export async function cancelRemaining(session: Session, record: CancelAllRecord): Promise<CancelAllRecord> {
  const ends: End[] = [];
  const { cancelBatch } = session.market.regular;
  for (let from = 0; from < record.remaining.length; from += cancelBatch)
    ends.push(...(await cancelSome(session, record, record.remaining.slice(from, from + cancelBatch))));
  const remaining = record.remaining.filter((_order, index) => ends[index] === 'open');
  const canceled = record.canceled + ends.filter((end) => end === 'canceled').length;
  return { ...record, state: remaining.length === 0 ? 'ACCEPTED' : 'UNKNOWN', canceled, remaining };
}

/** Those whose cancellation gets no answer count as open: to cancel them again changes nothing. */
async function cancelSome(
  session: Session,
  record: CancelAllRecord,
  orders: readonly RemainingOrder[],
): Promise<End[]> {
  const outcomes = await session.orders.cancelSome(orders).catch(() => []);
  const ends: End[] = [];
  for (const [index, order] of orders.entries()) {
    const outcome = outcomes[index] ?? null;
    if (outcome === 'gone') ends.push(await whatBecame(session, record, order));
    else ends.push(outcome === null ? 'open' : 'canceled');
  }
  return ends;
}

const over: readonly OrderStatus[] = ['filled', 'expired', 'rejected'];

/** It is gone: by an earlier cancellation whose answer was lost, or because it was filled. */
async function whatBecame({ orders }: Session, record: CancelAllRecord, gone: RemainingOrder): Promise<End> {
  try {
    const order = await orders.read(gone, lookBackFrom(record));
    if (order === null || over.includes(order.status)) return 'ended';
    return order.status === 'canceled' ? 'canceled' : 'open';
  } catch {
    return 'open';
  }
}

/** One look of the resolver: another pass, unless the key was rotated. */
export async function cancelAgain(session: Session, record: CancelAllRecord): Promise<CancelAllRecord> {
  return stillOpen(isSameKey(session, record) ? await cancelRemaining(session, record) : record, sharedNow());
}

export function stillOpen(record: CancelAllRecord, now: number): CancelAllRecord {
  return openStates.includes(record.state)
    ? { ...record, state: now - record.sentAt > reviewAfterMs ? 'NEEDS_REVIEW' : 'UNKNOWN' }
    : record;
}
