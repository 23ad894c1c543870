import { OemsError } from '../errors.ts';
import type { ExchangeOrder } from '../exchanges/model/order.ts';
import type { FindOutcome, FindTerms } from '../exchanges/model/outcome.ts';
import type { Session } from '../session/open-session.ts';
import { type OrderRecord, refOf } from './order.ts';
import { isOlderThanSent, type Rivals, rivalsOf } from './placed-elsewhere.ts';
import { isSameOrder } from './same-order.ts';

/**
 * `isAmended`: this service has sent an amendment of the order, so the order's terms may differ from the request. `isElsewhere`: the order bears
 * the client order id, and is not the order that was sent. `isTaken`: no bearer of the id is left but orders of other accounts of the tenant.
 */
export type Found = FindOutcome & {
  readonly isAmended?: boolean;
  readonly isElsewhere?: boolean;
  readonly isTaken?: true;
};

/**
 * The order under the id that no other account of the tenant has placed. An exchange may give the id to a second order after the end of the first:
 * behind the orders of other accounts the order of this account is looked for. Throws where the journals cannot tell whose the order is.
 */
export async function findOwn(session: Session, record: OrderRecord, since: number, terms: FindTerms): Promise<Found> {
  const found = await session.orders.find(refOf(record), since, terms);
  if (found.kind === 'absent' || isElsewhere(session, record, found.order)) return timed(session, record, found);
  const rivals = await rivalsOf(session, record);
  const except = rivals.placed.flatMap(({ exchangeOrderId }) => exchangeOrderId ?? []);
  const own = except.length === 0 ? found : await session.orders.find(refOf(record), since, { ...terms, except });
  if (own.kind === 'absent') return { ...own, isTaken: true };
  if (mayBeOfRival(record, own.order, rivals))
    throw new OemsError('EXCHANGE_UNAVAILABLE', 'the journals of the accounts do not tell whose order has the id');
  return timed(session, record, own);
}

function timed(session: Session, record: OrderRecord, found: FindOutcome): Found {
  return found.kind === 'found' && isElsewhere(session, record, found.order) ? { ...found, isElsewhere: true } : found;
}

function isElsewhere({ clock }: Session, record: OrderRecord, order: ExchangeOrder): boolean {
  return isOlderThanSent(record, order, clock.behindMs());
}

/** A fired stop is told under another id where the exchange does not show the stop: the stores of a market share no ids. */
function mayBeOfRival({ store }: OrderRecord, order: ExchangeOrder, { placed, unclear }: Rivals): boolean {
  return (
    placed.some((rival) => rival.exchangeOrderId === order.exchangeOrderId || rival.store !== store) ||
    unclear.some((rival) => isSameOrder(rival.request, order))
  );
}
