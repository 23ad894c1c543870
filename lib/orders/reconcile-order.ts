import { sharedNow } from '../aws/clock.ts';
import type { ExchangeOrder } from '../exchanges/model/order.ts';
import {
  afterAbsence,
  afterFailedLook,
  afterVainLook,
  isContradicted,
  leftToPerson,
  type ProvableEntry,
  roundGapMs,
} from '../journal/absence.ts';
import { isUndecided, type StoredError } from '../journal/entry.ts';
import type { Reconciliation } from '../journal/resolve.ts';
import { resolveDueEntries } from '../journal/resolve-due.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { type Arrival, provesAbsence } from './arrival.ts';
import { lookForOrder, type Sight } from './find-order.ts';
import type { OrderRecord } from './order.ts';
import { orderJournal } from './order-store.ts';
import { takenIdDetail, takenIdRemedy } from './placed-elsewhere.ts';
import { isSameOrder } from './same-order.ts';

export const orderReconciliation: Reconciliation<OrderRecord, Session> = {
  journal: orderJournal,
  open: ({ ref, marketType, request: { symbol } }) => openSession(ref, marketType, { symbol }),
  look: async (session, record) => {
    const startedAt = sharedNow();
    const inFills = provesAbsence(record, 0, startedAt);
    // The lowest rate limit lasts for one question about the key: after the first of the two looks that prove absence.
    const asks = !inFills ? 'never' : record.absentSince === null ? 'now' : 'seldom';
    const found = await lookForOrder(session, record, { inFills, asks });
    // Every answer of the look tells the exchange's clock anew.
    return afterLook(record, found, startedAt, sharedNow(), session.clock.behindMs());
  },
  withoutLook: (record, now) => afterLook(record, null, now, now),
  nextLookAt,
};

/** The job: settles every due open order. */
export function resolveDueOrders(): Promise<void> {
  return resolveDueEntries(orderReconciliation);
}

/**
 * The entry of an undecided order after a look that ended at `now`; null: the look failed, and proves nothing. Absence counts only when the
 * order can no longer arrive, and only the second time, and never against an order that the exchange has shown or acknowledged. A found order
 * must be the requested order. `behindMs` is the lag of the exchange's clock behind our clock.
 */
export function afterLook(
  record: OrderRecord,
  found: Sight | null,
  startedAt: number,
  now: number,
  behindMs = 0,
): OrderRecord {
  if (!isUndecided(record)) return record;
  if (found === null) return afterFailedLook(record, now, record.shownUntil);
  if (found.kind === 'found' && found.isElsewhere === true) return afterVainLook(record, now, 'NOT_SHOWN');
  if (found.kind === 'found') return settleFound(record, found.order, startedAt, found.isAmended);
  if (found.kind === 'blind') return afterVainLook(record, now, 'OTHER_KEY');
  if (!isSeen(record) && provesAbsence(record, behindMs, startedAt, now))
    return afterAbsence(found.isTaken === true ? { ...record, lastError: takenId } : record, startedAt, now);
  return afterVainLook(record, now, 'NOT_SHOWN');
}

/** Another account has placed an order under the id: the reason for a client to take a new id, and not to send the same id again. */
const takenId: StoredError = { code: 'ORDER_REJECTED', message: takenIdRemedy, details: [takenIdDetail] };

/** The exchange has shown or acknowledged an order under the id. */
export function isSeen(record: OrderRecord): boolean {
  return record.exchangeOrderId !== null || isContradicted(record);
}

const rejectedByExchange: StoredError = {
  code: 'ORDER_REJECTED',
  message: 'the exchange rejected the order',
  details: [],
};

function settleFound(record: OrderRecord, order: ExchangeOrder, describedAt: number, isAmended?: boolean): OrderRecord {
  // The rejection of an earlier attempt is not the fate of the order.
  const { exchangeOrderId } = order;
  const described = { ...order, createdAt: record.sentAt };
  const known = { ...record, exchangeOrderId, described, describedAt, error: null };
  if (!isSameOrder(record.request, order, isAmended)) return leftToPerson(known, 'OTHER_TERMS');
  return order.status === 'rejected'
    ? { ...known, state: 'REJECTED', error: rejectedByExchange }
    : { ...known, state: 'ACCEPTED' };
}

/** Between looks that prove nothing, or have failed. */
const longestPauseMs = 6000;
/** Shortly before absence can be proven a further look is not worth the cost. */
const leastPauseMs = 2000;

type LookTimes = Pick<ProvableEntry & Arrival, 'absentSince' | 'arrivesUntil'>;

/**
 * The time of the next look: soon at first, then at the moment when absence can be proven, and later less and less often. The exchange
 * often refuses looks for their number. The lowest rate limit of an exchange key (15 requests, and a third of a request per second) must
 * last for the two looks that prove absence.
 */
export function nextLookAt({ absentSince, arrivesUntil }: LookTimes, now: number, round: number): number {
  const pause = now + Math.min(500 * 3 ** round, longestPauseMs);
  if (absentSince !== null) return now < absentSince + roundGapMs ? absentSince + roundGapMs : pause;
  if (arrivesUntil === null || now > arrivesUntil) return pause;
  return pause + leastPauseMs <= arrivesUntil ? pause : arrivesUntil + 1;
}
