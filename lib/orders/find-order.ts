import type { ExchangeOrder } from '../exchanges/model/order.ts';
import type { FindTerms } from '../exchanges/model/outcome.ts';
import { isSameKey } from '../journal/entry.ts';
import { readsEverythingNow, readsEverythingSince } from '../session/key-times.ts';
import type { Session } from '../session/open-session.ts';
import { wasAmended } from './amend/amendment-store.ts';
import { type Found, findOwn } from './find-own.ts';
import { lookBackFrom, type OrderRecord } from './order.ts';
import { isSameOrder } from './same-order.ts';

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
    const found = await findOwn(session, record, since, findTerms);
    if (found.kind === 'found') return { ...found, isAmended: await mayBeAmended(record, found.order) };
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
