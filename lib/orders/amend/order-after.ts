import { describeOrder } from '../describe-order.ts';
import { withJournaledTerms } from '../journaled-terms.ts';
import type { OrderRecord } from '../order.ts';
import { isNew } from '../order-store.ts';
import {
  type Look,
  lastLook,
  type Order,
  type OrderPlace,
  orderFromExchange,
  orderFromRecord,
  undescribedOrder,
} from '../order-view.ts';
import type { AmendedOrder } from './amended-order.ts';
import type { AmendmentRecord } from './amendment.ts';
import { describedAfter } from './changed-terms.ts';

/** What an amendment made known of the order; `since` (epoch ms) is the begin of the call, before every look of the call. */
interface After {
  readonly record: AmendmentRecord;
  readonly replayed: boolean;
  readonly since: number;
}

/** The exchange may have forgotten the order when the next reader comes. A replay never writes, because the description of a replay is old. */
export async function keepDescription({ entry }: AmendedOrder, { record, since }: After): Promise<void> {
  if (entry === null) return;
  const { described, at } = lookAfter(entry, record, since);
  if (isNew(described, entry)) await describeOrder(entry, described, at).catch(() => false);
}

/** The order as known after the amendment. In a replay later looks may have shown more: the latest description stands then. */
export function orderAfter({ session, entry, isExternal }: AmendedOrder, after: After): Order {
  const { record, replayed, since } = after;
  if (entry !== null) return ownAfter(entry, after);
  const place: OrderPlace = { exchange: session.market.ccxtId, marketType: record.marketType, ref: record.ref };
  const described = describedAfter(record, null);
  if (described === null) return withAcceptedTerms(undescribedOrder(place, record), record);
  return orderFromExchange(place, { described, at: timeOf(record, replayed, since) }, isExternal);
}

function ownAfter(entry: OrderRecord, { record, replayed, since }: After): Order {
  const look = replayed ? lookOfReplay(entry, record) : lookAfter(entry, record, since);
  return look.described === null ? withAcceptedTerms(orderFromRecord(entry), record) : orderFromRecord(entry, look);
}

/** A change that was accepted and not read afterwards stands on the earlier description, and confirms nothing else of that description. */
function lookAfter(entry: OrderRecord, record: AmendmentRecord, since: number): Look & { readonly at: number } {
  const told = describedAfter(record, entry.described);
  const unread = entry.describedAt ?? since;
  const at = record.describedAt ?? (record.described === null ? unread : since);
  return { described: told === null ? entry.described : withJournaledTerms(told, entry, at), at };
}

/** The journal's own description is of the time of the amendment or later, unless the table did not take the description then. */
function lookOfReplay(entry: OrderRecord, record: AmendmentRecord): Look {
  const told = describedAfter(record, null);
  const isLater = (entry.describedAt ?? 0) >= (record.describedAt ?? Number.POSITIVE_INFINITY);
  if (told === null || isLater) return lastLook(entry);
  return { described: withJournaledTerms(told, entry, record.sentAt), at: record.describedAt ?? null };
}

/** A replay has not looked. */
function timeOf({ describedAt }: AmendmentRecord, replayed: boolean, since: number): number | null {
  return describedAt ?? (replayed ? null : since);
}

/** An order that nobody has described: only the request and the accepted change tell the terms. */
function withAcceptedTerms(order: Order, { state, change }: AmendmentRecord): Order {
  if (state !== 'ACCEPTED') return order;
  const { quantity, price, stopPrice } = order.terms;
  const terms = {
    quantity: change.quantity ?? quantity,
    price: change.price ?? price,
    stopPrice: change.stopPrice ?? stopPrice,
  };
  return { ...order, terms: { ...order.terms, ...terms } };
}
