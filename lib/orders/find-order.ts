import { Decimal } from 'decimal.js';
import type { DecimalString } from '../decimal.ts';
import type { ExchangeOrder, OrderRequest, OrderType } from '../exchanges/model/order.ts';
import type { FindOutcome, FindTerms } from '../exchanges/model/outcome.ts';
import { isSameKey } from '../journal/entry.ts';
import { readsEverythingNow, readsEverythingSince } from '../session/key-times.ts';
import type { Session } from '../session/open-session.ts';
import { wasAmended } from './amend/amendment-store.ts';
import { lookBackFrom, type OrderRecord, refOf } from './order.ts';
import { isOlderThanSent } from './placed-elsewhere.ts';

/**
 * `isAmended`: this service has sent an amendment of the order, so the order's terms may differ from the request. `isElsewhere`: the order bears
 * the client order id, and is not the order that was sent.
 */
export type Found = FindOutcome & { readonly isAmended?: boolean; readonly isElsewhere?: boolean };

/** `blind`: a look that saw nothing, with a key that cannot see everything since the order left. */
export type Sight = Found | { readonly kind: 'blind' };

interface LookTerms extends Pick<FindTerms, 'inFills' | 'isRecent'> {
  /** When the exchange is asked what the key reads: after a complete look unless said otherwise. `seldom`: an answer of the last minute will do. */
  readonly asks?: 'now' | 'seldom' | 'never';
}

/** A look for a sent order; complete only with `inFills`. Null: a part of the look failed, or the look proves nothing. */
export async function findSentOrder(
  session: Session,
  record: OrderRecord,
  terms: LookTerms = {},
): Promise<Found | null> {
  const sight = await lookForOrder(session, record, terms);
  return sight?.kind === 'blind' ? null : sight;
}

/** As `findSentOrder`. Null: a part of the look failed, so no look was made. */
export async function lookForOrder(session: Session, record: OrderRecord, terms: LookTerms): Promise<Sight | null> {
  try {
    const since = lookBackFrom(record) - session.clock.behindMs();
    const { asks = terms.inFills === true ? 'now' : 'seldom', ...findTerms } = terms;
    const found = await session.orders.find(refOf(record), since, findTerms);
    if (found.kind === 'found') {
      const isElsewhere = isOlderThanSent(record, found.order, session.clock.behindMs());
      return { ...found, isElsewhere, isAmended: await mayBeAmended(record, found.order) };
    }
    return isSameKey(session, record) && (await readsAll(session, since, asks)) ? found : { kind: 'blind' };
  } catch {
    return null;
  }
}

async function readsAll(session: Session, since: number, asks: 'now' | 'seldom' | 'never'): Promise<boolean> {
  if (asks === 'never') return true;
  return asks === 'now' ? readsEverythingNow(session, since) : readsEverythingSince(session, since);
}

/** The table is asked only where the answer matters: where the order's terms differ from the request. */
async function mayBeAmended(record: OrderRecord, order: ExchangeOrder): Promise<boolean> {
  const isOlder = order.createdAt !== null && order.createdAt < lookBackFrom(record);
  if (isOlder || isSameOrder(record.request, order)) return false;
  return wasAmended(record.ref, record.marketType, order.exchangeOrderId);
}

/** The description is of this very order, with or without amendments. */
export async function isOurs(record: OrderRecord, order: ExchangeOrder): Promise<boolean> {
  return isSameOrder(record.request, order, await mayBeAmended(record, order));
}

/**
 * The terms that the exchange reports must be the terms of the request. Unreported terms and amendable terms of an amended order pass. An order
 * that counts the quote currency was placed by another program.
 */
export function isSameOrder(request: OrderRequest, order: ExchangeOrder, isAmended = false): boolean {
  return (
    order.isInQuote !== true &&
    (order.symbol === request.symbol || !isUnified(order.symbol)) &&
    (order.side === null || order.side === request.side) &&
    (order.type === null || !isTriggered(order.type) || order.type === request.type) &&
    (isAmended || hasSameNumbers(request, order)) &&
    (order.reduceOnly === null || order.reduceOnly === request.reduceOnly || !request.reduceOnly)
  );
}

/** A container that does not know a newly listed market sees only the exchange's own name of the symbol. */
export function isUnified(symbol: string): boolean {
  return symbol.includes('/');
}

/** The quantity may shrink: some exchanges cut a reduce-only order down to the position. */
function hasSameNumbers(request: OrderRequest, { quantity, stopPrice, price }: ExchangeOrder): boolean {
  return (
    (quantity === null || new Decimal(quantity).lte(request.quantity)) &&
    sameNumber(stopPrice, request.stopPrice) &&
    sameNumber(price, request.price)
  );
}

/** A fired stop becomes a limit or market order. No order becomes a triggered order. */
function isTriggered(type: OrderType): boolean {
  return type !== 'market' && type !== 'limit';
}

function sameNumber(reported: DecimalString | null, sent: DecimalString | undefined): boolean {
  return reported === null || sent === undefined || new Decimal(reported).eq(sent);
}
