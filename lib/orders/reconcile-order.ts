import { Decimal } from 'decimal.js';
import type { DecimalString } from '../decimal.ts';
import type { ExchangeOrder, OrderRequest, OrderType } from '../exchanges/model/order.ts';
import type { FindOutcome } from '../exchanges/model/outcome.ts';
import { openStates, type StoredError } from '../journal/entry.ts';
import type { Session } from '../session/open-session.ts';
import { wasAmended } from './amend/amendment-store.ts';
import { type OrderRecord, refOf } from './order.ts';

/** Our clock and the exchange's may differ by this much before "the deadline has passed" is sure. */
export const deadlineMarginMs = 5000;
/** Two complete look-ups this far apart: one could have met the order between two lists. */
export const roundGapMs = 3000;
/** Between look-ups that prove nothing, or have failed. */
const longestPauseMs = 6000;
/** Shortly before absence can be proven no other look-up is worth its cost. */
const leastPauseMs = 2000;
export const reviewAfterMs = 10 * 60_000;

/** The order is looked for from a little before it was sent: clocks differ. */
const lookBackMs = 60_000;
export function lookBackFrom({ sentAt }: Pick<OrderRecord, 'sentAt'>): number {
  return sentAt - lookBackMs;
}

/** Another key may belong to another customer of the exchange, who never had the order. */
export function isSameKey(session: Session, record: Pick<OrderRecord, 'credentialVersion'>): boolean {
  return session.keyVersion === record.credentialVersion;
}

/** `isAmended`: an amendment of the order found has been sent from here, so its terms need not be those it was placed with. */
export type Found = FindOutcome & { readonly isAmended?: boolean };

/** Whether absence may count that is seen by a look-up begun now; earlier the exchange may still be about to process the order. */
export function provesAbsence({ notAfter }: Pick<OrderRecord, 'notAfter'>, startedAt: number): boolean {
  return startedAt > notAfter + deadlineMarginMs;
}

/** One look-up, complete where absence is to be proven by it (`inFills`); null when any part of it failed, which proves nothing. */
export async function findSentOrder(session: Session, record: OrderRecord, inFills = false): Promise<Found | null> {
  try {
    const found = await session.orders.find(refOf(record), lookBackFrom(record), { inFills });
    if (found.kind === 'found') return { ...found, isAmended: await mayBeAmended(record, found.order) };
    return isSameKey(session, record) ? found : null;
  } catch {
    return null;
  }
}

/** Asked only where it makes a difference: where the order's terms are not those it was sent with. */
async function mayBeAmended(record: OrderRecord, order: ExchangeOrder): Promise<boolean> {
  const isOlder = order.createdAt !== null && order.createdAt < lookBackFrom(record);
  if (isOlder || isSameOrder(record.request, order)) return false;
  return wasAmended(record.ref, record.marketType, order.exchangeOrderId);
}

/** Whether a description is of this very order, whatever amendments have made of it. */
export async function isOurs(record: OrderRecord, order: ExchangeOrder): Promise<boolean> {
  return isSameOrder(record.request, order, await mayBeAmended(record, order));
}

/**
 * What one look-up, finished at `now`, makes of an open order. Absence counts only after the deadline plus margin, and only the second
 * time. A found order must be the one that was asked for.
 */
export function afterLook(record: OrderRecord, found: Found | null, startedAt: number, now: number): OrderRecord {
  if (!openStates.includes(record.state)) return record;
  if (found?.kind === 'found') return settleFound(record, found.order, found.isAmended);
  if (found?.kind === 'absent' && provesAbsence(record, startedAt)) {
    if (record.absentSince === null) return { ...record, state: 'UNKNOWN', absentSince: now };
    if (startedAt - record.absentSince >= roundGapMs) return { ...record, state: 'NEVER_ARRIVED' };
  }
  return { ...record, state: now - record.sentAt > reviewAfterMs ? 'NEEDS_REVIEW' : 'UNKNOWN' };
}

const rejectedByExchange: StoredError = {
  code: 'ORDER_REJECTED',
  message: 'the exchange rejected the order',
  details: [],
};

function settleFound(record: OrderRecord, order: ExchangeOrder, isAmended?: boolean): OrderRecord {
  // What an earlier attempt was refused with is not what became of the order.
  const known = { ...record, exchangeOrderId: order.exchangeOrderId, described: order, error: null };
  if (!isSameOrder(record.request, order, isAmended)) return { ...known, state: 'NEEDS_REVIEW' };
  return order.status === 'rejected'
    ? { ...known, state: 'REJECTED', error: rejectedByExchange }
    : { ...known, state: 'ACCEPTED' };
}

/**
 * Terms the exchange reports must be those that were sent; what it does not report is not held against it, nor what an amendment may have
 * changed.
 */
export function isSameOrder(request: OrderRequest, order: ExchangeOrder, isAmended = false): boolean {
  return (
    (order.symbol === request.symbol || !isUnified(order.symbol)) &&
    (order.side === null || order.side === request.side) &&
    (order.type === null || !isTriggered(order.type) || order.type === request.type) &&
    (isAmended || hasSameNumbers(request, order)) &&
    (order.reduceOnly === null || order.reduceOnly === request.reduceOnly || !request.reduceOnly)
  );
}

/** Of a market that is newer than what this container knows of the exchange, the exchange's own name is all that is told. */
function isUnified(symbol: string): boolean {
  return symbol.includes('/');
}

function hasSameNumbers(request: OrderRequest, { quantity, stopPrice, price }: ExchangeOrder): boolean {
  return (
    (quantity === null || new Decimal(quantity).lte(request.quantity)) &&
    sameNumber(stopPrice, request.stopPrice) &&
    sameNumber(price, request.price)
  );
}

/** A fired stop goes on as a limit or market order; nothing turns into a triggered one. */
function isTriggered(type: OrderType): boolean {
  return type !== 'market' && type !== 'limit';
}

function sameNumber(reported: DecimalString | null, sent: DecimalString | undefined): boolean {
  return reported === null || sent === undefined || new Decimal(reported).eq(sent);
}

/**
 * When to look again, counted from now: soon at first, then at the moment at which absence can be proven, and after it less and less
 * often: look-ups that fail are often refused for their number. The lowest rate limit (Kraken Spot's Starter, 15 and a third a second)
 * must last for the two that prove.
 */
export function nextLookAt(record: Pick<OrderRecord, 'absentSince' | 'notAfter'>, now: number, round: number): number {
  const pause = now + Math.min(500 * 3 ** round, longestPauseMs);
  if (record.absentSince !== null)
    return now < record.absentSince + roundGapMs ? record.absentSince + roundGapMs : pause;
  const provable = record.notAfter + deadlineMarginMs + 1;
  if (now >= provable) return pause;
  return pause + leastPauseMs < provable ? pause : provable;
}
