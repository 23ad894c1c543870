import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import { describeOrder } from '../describe-order.ts';
import { withJournaledTerms } from '../journaled-terms.ts';
import type { OrderRecord } from '../order.ts';
import { isOver } from '../order.ts';
import type { Owner } from '../order-owner.ts';
import { isNew, readOrderRecord } from '../order-store.ts';
import { type Order, type OrderPlace, orderFromExchange, orderFromRecord } from '../order-view.ts';

/**
 * An order that the exchange showed in a look that began at `at` (epoch ms). An order of this service gets the journal's facts; a foreign
 * order stays as shown.
 */
export function shownOrder(place: OrderPlace, shown: ExchangeOrder, owner: Owner, at: number): Order {
  if (owner.record === null) return orderFromExchange(place, { described: shown, at }, owner.isExternal);
  return orderFromRecord(owner.record, { described: withJournaledTerms(shown, owner.record, at), at });
}

/**
 * As `shownOrder` for an order of ours, and keeps what the exchange showed: the exchange may have forgotten the order when the next reader
 * comes. An end that the journal knows stands against a list of the exchange that is behind.
 */
export async function keptOrder(record: OrderRecord, shown: ExchangeOrder, at: number): Promise<Order> {
  const described = withJournaledTerms(shown, record, at);
  const isKept = !isNew(described, record) || (await describeOrder(record, described, at).catch(() => true));
  const latest = isKept || isOver(described.status) ? null : await readOrderRecord(record.ref, record.clientOrderId);
  const isEnded = latest?.described !== null && latest?.described !== undefined && isOver(latest.described.status);
  return latest !== null && isEnded ? orderFromRecord(latest) : orderFromRecord(record, { described, at });
}
