import { sharedNow } from '../aws/clock.ts';
import { Decimal, type DecimalString } from '../decimal.ts';
import type { ExchangeOrder, OrderStatus } from '../exchanges/model/order.ts';
import { type EntryState, openStates } from '../journal/entry.ts';
import type { Change, ChangeEvent, EventType } from '../outbox/change.ts';
import { newChange } from '../outbox/outbox.ts';
import type { OrderRecord } from './order.ts';
import { orderFromRecord } from './order-view.ts';

/** An order as it was at an event. The sent request and the author are no part of the event. */
export type OrderSnapshot = Omit<OrderRecord, 'prepared' | 'author'>;

/**
 * The change that one write of an order's entry makes; null where the list has nothing to tell. `before` is the entry that the write replaces.
 * The record to write tells in `toldFilled` how much of the order all events together have told as filled.
 */
export function orderChange(before: OrderRecord, after: OrderRecord): Change | null {
  const events = orderEvents(before, after);
  if (events.length === 0) return null;
  const { prepared: _prepared, author: _author, ...snapshot } = after;
  const subject = { kind: 'order', record: { ...snapshot } } as const;
  return newChange({ at: sharedNow(), accountId: after.ref.accountId, events, subject });
}

const verdicts: Partial<Record<EntryState, EventType>> = {
  REJECTED: 'order_rejected',
  NOT_SENT: 'order_not_placed',
  NEVER_ARRIVED: 'order_not_placed',
  NEEDS_REVIEW: 'order_needs_review',
};

/** The events between two entries of an order, oldest first. */
export function orderEvents(before: OrderRecord, after: OrderRecord): readonly ChangeEvent[] {
  const verdict = verdicts[after.state];
  if (openStates.includes(after.state)) return [];
  if (verdict !== undefined) return before.state === after.state ? [] : [{ type: verdict }];
  const isNew = openStates.includes(before.state);
  const known = isNew ? { ...after, described: null, toldFilled: '0' } : before;
  return [...(isNew ? [{ type: 'order_accepted' } as const] : []), ...eventsBetween(known, after)];
}

function eventsBetween(before: OrderRecord, after: OrderRecord): readonly ChangeEvent[] {
  const { described } = after;
  if (described === null) return [];
  const isAmended = hasOtherTerms(before, after);
  const isTriggered = hasFired(after) && !hasFired(before);
  return [
    ...(isAmended ? [{ type: 'order_amended' } as const] : []),
    ...(isTriggered ? [{ type: 'order_triggered' } as const] : []),
    ...fillEvents(before, described),
    ...endEvents(before, described),
  ];
}

/** A fill that ends the order is told with the end. */
function fillEvents(before: OrderRecord, described: ExchangeOrder): readonly ChangeEvent[] {
  const fill = fillSince(before, described);
  if (described.status === 'filled' && before.described?.status !== 'filled') return [{ type: 'order_filled', fill }];
  return fill === null ? [] : [{ type: 'order_partly_filled', fill }];
}

/** `quantity`: filled since the last event; in contracts for inverse futures. `price`: the average of this part. */
export interface OrderFill {
  readonly quantity: DecimalString;
  readonly price: DecimalString | null;
}

/** The exchange tells the average price over all fills of an order, so the price of a later part is not known. */
function fillSince(before: OrderRecord, { filledQuantity, averagePrice }: ExchangeOrder): OrderFill | null {
  if (filledQuantity === null) return null;
  const told = toldFilledOf(before);
  const quantity = new Decimal(filledQuantity).minus(told);
  if (quantity.lte(0)) return null;
  return { quantity: quantity.toFixed(), price: new Decimal(told).isZero() ? averagePrice : null };
}

/** Entries of an earlier release tell fills in `described` alone. */
function toldFilledOf({ toldFilled, described }: OrderRecord): DecimalString {
  return toldFilled ?? described?.filledQuantity ?? '0';
}

/** The part of the order that all events together have told as filled. A description may tell less than an earlier description. */
export function toldFilledAfter(before: OrderRecord, described: ExchangeOrder | null): DecimalString {
  const told = toldFilledOf(before);
  const now = described?.filledQuantity ?? '0';
  return new Decimal(now).gte(told) ? now : told;
}

const ends: Partial<Record<OrderStatus, EventType>> = {
  canceled: 'order_canceled',
  expired: 'order_expired',
  rejected: 'order_rejected',
};

function endEvents({ described: before }: OrderRecord, { status }: ExchangeOrder): readonly ChangeEvent[] {
  const type = ends[status];
  return type === undefined || before?.status === status ? [] : [{ type }];
}

/** A fired stop is a limit or market order, and nothing is filled before a stop fires. */
function hasFired({ request, described, toldFilled = '0' }: OrderRecord): boolean {
  if (request.type === 'market' || request.type === 'limit' || described === null) return false;
  const isFilled = described.status === 'filled' || new Decimal(described.filledQuantity ?? toldFilled).gt(0);
  return isFilled || described.hasFired === true || described.type === 'market' || described.type === 'limit';
}

/**
 * The exchange has the order with a new quantity, price or trigger price, changed by any program. A trailing stop, and a stop that has become a
 * market order, have prices that nobody has changed.
 */
function hasOtherTerms(before: OrderRecord, after: OrderRecord): boolean {
  const [was, is] = [orderFromRecord(before).terms, orderFromRecord(after).terms];
  if (isOther(was.quantity, is.quantity)) return true;
  if (hasFired(after)) return isLimit(after) && isOther(was.price, is.price);
  if (after.request.type === 'trailing_stop') return false;
  const gainsLimit = was.price === null && is.price !== null && is.type !== 'market';
  return gainsLimit || isOther(was.price, is.price) || isOther(was.stopPrice, is.stopPrice);
}

/** An order with a limit price that came of a trigger and is open. */
function isLimit({ request: { price }, described }: OrderRecord): boolean {
  return price !== undefined && (described?.status === 'open' || described?.status === 'partially_filled');
}

function isOther(was: DecimalString | null, is: DecimalString | null): boolean {
  return was !== null && is !== null && !new Decimal(was).eq(is);
}
