import { Decimal } from 'decimal.js';
import type { DecimalString } from '../../decimal.ts';
import type { ExchangeOrder, OrderChange } from '../../exchanges/model/order.ts';
import { isSameKey } from '../../journal/entry.ts';
import type { Session } from '../../session/open-session.ts';
import { isOver } from '../order.ts';
import { type AmendmentRecord, refOf } from './amendment.ts';

/**
 * The order's word on an amendment. `ended`: the order is over and never showed the change. `unclear`: the description lacks the changed
 * terms, or describes an earlier moment. `noOrder`: the exchange shows the order nowhere, which proves nothing.
 */
export type Observation =
  | { readonly kind: 'shown' | 'notShown' | 'ended' | 'unclear'; readonly order: ExchangeOrder }
  | { readonly kind: 'noOrder' };

/** `blind`: the key may belong to another customer than the key of the amendment. */
export type Sight = Observation | { readonly kind: 'blind' };

/** Reads the order once; null when the reading failed or proves nothing. */
export async function findAmendment(session: Session, record: AmendmentRecord): Promise<Observation | null> {
  const sight = await lookForAmendment(session, record);
  return sight?.kind === 'blind' ? null : sight;
}

/** As `findAmendment`. Null: the reading failed, so no look was made. */
export async function lookForAmendment(session: Session, record: AmendmentRecord): Promise<Sight | null> {
  try {
    const withTrigger = record.change.stopPrice !== undefined;
    const order = await session.orders.read(refOf(record), record.orderSince, withTrigger);
    const observation = order === null ? ({ kind: 'noOrder' } as const) : observationIn(order, record.change);
    return isSameKey(session, record) || observation.kind === 'shown' ? observation : { kind: 'blind' };
  } catch {
    return null;
  }
}

export function observationIn(order: ExchangeOrder, change: OrderChange): Observation {
  const fields = shownTerms(order, change);
  if (fields.includes(false) && !mayBeReduced(order, change)) {
    if (order.status === 'unknown') return { kind: 'unclear', order };
    return { kind: isOver(order.status) ? 'ended' : 'notShown', order };
  }
  return { kind: fields.every((field) => field === true) ? 'shown' : 'unclear', order };
}

/** The exchange does not describe a term that the change is about. */
export function lacksTerm(order: ExchangeOrder, change: OrderChange): boolean {
  return shownTerms(order, change).includes(null);
}

function shownTerms(order: ExchangeOrder, { quantity, price, stopPrice }: OrderChange): readonly (boolean | null)[] {
  return [isShown(order.quantity, quantity), isShown(order.price, price), isShown(order.stopPrice, stopPrice)];
}

/** Null where the exchange does not describe the changed term. */
function isShown(reported: DecimalString | null, wanted: DecimalString | undefined): boolean | null {
  if (wanted === undefined) return true;
  return reported === null ? null : new Decimal(reported).eq(wanted);
}

/** The exchange cuts a reduce-only order down to the position: a smaller quantity may be the requested quantity, cut down. */
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
