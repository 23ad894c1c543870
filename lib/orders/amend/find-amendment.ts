import { Decimal } from 'decimal.js';
import { sharedNow } from '../../aws/clock.ts';
import type { DecimalString } from '../../decimal.ts';
import type { ExchangeOrder, OrderChange } from '../../exchanges/model/order.ts';
import { openStates, type StoredError } from '../../journal/entry.ts';
import type { Session } from '../../session/open-session.ts';
import { isOver } from '../order.ts';
import { isSameKey, provesAbsence, reviewAfterMs, roundGapMs } from '../reconcile-order.ts';
import { type AmendmentRecord, refOf } from './amendment.ts';

/**
 * What the order says about an amendment. `ended`: it is over and never showed the change. `unclear`: it is described without what was to
 * change, as it may look either way, or as it once was. `noOrder`: the order is shown nowhere, which says nothing.
 */
export type Observation =
  | { readonly kind: 'shown' | 'notShown' | 'ended' | 'unclear'; readonly order: ExchangeOrder }
  | { readonly kind: 'noOrder' };

/** Reads the order back, once; null when that failed or proves nothing. */
export async function findAmendment(session: Session, record: AmendmentRecord): Promise<Observation | null> {
  try {
    const withTrigger = record.change.stopPrice !== undefined;
    const order = await session.orders.read(refOf(record), record.orderSince, withTrigger);
    const observation = order === null ? ({ kind: 'noOrder' } as const) : observationIn(order, record.change);
    return isSameKey(session, record) || observation.kind === 'shown' ? observation : null;
  } catch {
    return null;
  }
}

export function observationIn(order: ExchangeOrder, change: OrderChange): Observation {
  const fields = [
    isShown(order.quantity, change.quantity),
    isShown(order.price, change.price),
    isShown(order.stopPrice, change.stopPrice),
  ];
  if (fields.includes(false) && !mayBeReduced(order, change)) {
    if (order.status === 'unknown') return { kind: 'unclear', order };
    return { kind: isOver(order.status) ? 'ended' : 'notShown', order };
  }
  return { kind: fields.every((field) => field === true) ? 'shown' : 'unclear', order };
}

/** Null where the exchange does not describe what was to change. */
function isShown(told: DecimalString | null, wanted: DecimalString | undefined): boolean | null {
  if (wanted === undefined) return true;
  return told === null ? null : new Decimal(told).eq(wanted);
}

/** The exchange cuts a reduce-only order down to the position: a smaller quantity may be what became of the one asked for. */
function mayBeReduced({ reduceOnly, quantity, price, stopPrice }: ExchangeOrder, change: OrderChange): boolean {
  return (
    reduceOnly === true &&
    quantity !== null &&
    change.quantity !== undefined &&
    new Decimal(quantity).lt(change.quantity) &&
    isShown(price, change.price) !== false &&
    isShown(stopPrice, change.stopPrice) !== false
  );
}

/** One look and what it makes of the line. */
export async function lookAtAmendment(session: Session, record: AmendmentRecord): Promise<AmendmentRecord> {
  const startedAt = sharedNow();
  const observation = await findAmendment(session, record);
  return afterLook(record, observation, startedAt, sharedNow());
}

/**
 * What one look, finished at `now`, makes of an open amendment. That the order does not show it counts only when the exchange will drop
 * it, which is after the deadline plus margin, and only the second time; an order that has ended without it counts at once.
 */
export function afterLook(
  record: AmendmentRecord,
  observation: Observation | null,
  startedAt: number,
  now: number,
): AmendmentRecord {
  if (!openStates.includes(record.state)) return record;
  const seen =
    observation === null || observation.kind === 'noOrder' ? record : { ...record, described: observation.order };
  if (observation?.kind === 'shown') return { ...seen, state: 'ACCEPTED' };
  if (observation?.kind === 'ended') return notApplied(seen);
  if (observation?.kind === 'notShown' && provesAbsence(record, startedAt)) {
    if (record.absentSince === null) return { ...seen, state: 'UNKNOWN', absentSince: now };
    if (startedAt - record.absentSince >= roundGapMs) return notApplied(seen);
  }
  return { ...seen, state: now - record.sentAt > reviewAfterMs ? 'NEEDS_REVIEW' : 'UNKNOWN' };
}

const neverArrived: StoredError = {
  code: 'EXCHANGE_UNAVAILABLE',
  message: 'the amendment never took effect; amend the order again with a new Idempotency-Key',
  details: [],
};

export function notApplied(record: AmendmentRecord): AmendmentRecord {
  return {
    ...record,
    state: 'NEVER_ARRIVED',
    error: neverArrived,
  };
}
