import { sharedNow } from '../../aws/clock.ts';
import type { OrderStatus } from '../../exchanges/model/order.ts';
import { openStates } from '../../journal/entry.ts';
import type { Session } from '../../session/open-session.ts';
import { isSameKey, lookBackFrom, reviewAfterMs } from '../reconcile-order.ts';
import type { CancelAllRecord } from './cancel-all-entry.ts';

/** Ids that both exchanges take in one request. */
const mostAtOnce = 50;

type End = 'canceled' | 'ended' | 'open';

/**
 * Cancels by id those of the wish's orders that may still be open. Nothing in it can harm an order placed since, however late or often it
 * arrives. Neither exchange has a deadline for "cancel all": one that lingers on the way would take those with it.
 */
export async function cancelRemaining(session: Session, record: CancelAllRecord): Promise<CancelAllRecord> {
  const ends: End[] = [];
  for (let from = 0; from < record.left.length; from += mostAtOnce)
    ends.push(...(await cancelSome(session, record, record.left.slice(from, from + mostAtOnce))));
  const left = record.left.filter((_id, index) => ends[index] === 'open');
  const canceled = record.canceled + ends.filter((end) => end === 'canceled').length;
  return { ...record, state: left.length === 0 ? 'ACCEPTED' : 'UNKNOWN', canceled, left };
}

/** Those whose cancellation gets no answer count as open: to cancel them again changes nothing. */
async function cancelSome(session: Session, record: CancelAllRecord, ids: readonly string[]): Promise<End[]> {
  const outcomes = await session.exchange.cancelOrders(ids).catch(() => []);
  const ends: End[] = [];
  for (const [index, id] of ids.entries()) {
    const outcome = outcomes[index] ?? null;
    if (outcome === 'gone') ends.push(await whatBecame(session, record, id));
    else ends.push(outcome === null ? 'open' : 'canceled');
  }
  return ends;
}

const over: readonly OrderStatus[] = ['filled', 'expired', 'rejected'];

/** It is gone: by an earlier cancellation whose answer was lost, or because it was filled. */
async function whatBecame({ exchange }: Session, record: CancelAllRecord, id: string): Promise<End> {
  try {
    const order = await exchange.readOrder(id, lookBackFrom(record));
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
