import { sharedNow } from '../../aws/clock.ts';
import { invalidField, OemsError } from '../../errors.ts';
import { storesOf, traitsOf } from '../../exchanges/definition.ts';
import type { ExchangeOrder, OrderStore } from '../../exchanges/model/order.ts';
import { amendsNone } from '../../exchanges/rules/capabilities.ts';
import { openStates } from '../../journal/entry.ts';
import { resolveEntry } from '../../journal/resolve.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { alreadyClosed } from '../already-closed.ts';
import { findElsewhere } from '../find-elsewhere.ts';
import { elsewhereLookBackMs, isOver, lookBackFrom, type OrderRecord } from '../order.ts';
import { ownerOf, unreadOwner } from '../order-owner.ts';
import { readOrderRecord } from '../order-store.ts';
import { ownerThrough } from '../owner-through.ts';
import { requireAgreement } from '../read/name-order.ts';
import { orderReconciliation } from '../reconcile-order.ts';
import { isUnified } from '../same-order.ts';
import type { AmendmentIntent } from './amendment.ts';

/** The order that an amendment changes. */
export interface AmendedOrder {
  readonly session: Session;
  /** The order's journal entry; null for an order placed elsewhere. */
  readonly entry: OrderRecord | null;
  /** As `Order` says of an order without a journal entry. */
  readonly isExternal: boolean | null;
  readonly exchangeOrderId: string;
  readonly store: OrderStore;
  readonly orderSince: number;
  /**
   * The amendment repeats the flag where the exchange would drop it. True also where nobody knows: a limit that crosses is refused then, and
   * a passive order takes nothing.
   */
  readonly postOnly: boolean;
  /** The order as it was last described; null where nothing is known. */
  readonly described: ExchangeOrder | null;
}

/** Nonces taken with the account's record: for the amendment, and for reading the order back. */
const noncesPerAmendment = 2;

/** The journal knows the order's market, and the order's id at the exchange, better than the caller. */
export async function openAmended(intent: AmendmentIntent): Promise<AmendedOrder> {
  const { ref, clientOrderId, symbol } = intent;
  const entry = clientOrderId === undefined ? null : await readOrderRecord(ref, clientOrderId);
  if (entry !== null) requireAgreement(intent, entry);
  const marketType = entry?.marketType ?? intent.marketType;
  const session = await openSession(ref, marketType, { symbol, nonces: noncesPerAmendment });
  requireAmendable(session, entry === null || mayFire(entry) ? storesOf(session.market) : [entry.store]);
  return entry === null ? orderPlacedElsewhere(session, intent) : journaledOrder(session, entry);
}

/** An order that is not in the journal lies in one of the stores. */
function requireAmendable({ market }: Session, stores: readonly OrderStore[]): void {
  if (stores.every((store) => traitsOf(market, store).amend === null)) throw amendsNone(stores, market);
}

/** First the verdict on an open order: with amended terms the order would look like another order. */
async function journaledOrder(session: Session, found: OrderRecord): Promise<AmendedOrder> {
  const entry = openStates.includes(found.state) ? await journaledVerdict(session, found) : found;
  if (entry.state === 'ACCEPTED' && entry.exchangeOrderId !== null)
    return {
      ...{ session, entry, isExternal: false, described: entry.described },
      ...{ orderSince: lookBackFrom(entry), postOnly: entry.request.postOnly },
      ...(await placeOfOurs(session, entry, entry.exchangeOrderId)),
    };
  if (openStates.includes(entry.state) || entry.state === 'NEEDS_REVIEW')
    throw new OemsError('IN_PROGRESS', 'what became of this order is not known yet; nothing was sent, ask again', {
      retryAfterSeconds: 5,
    });
  if (entry.state === 'REJECTED') throw alreadyClosed('rejected', 'amended');
  throw new OemsError('NOT_FOUND', 'the order was not placed: there is nothing to amend');
}

/** A stop that the exchange has put into its book is amended as an order of the book. */
function mayFire({ store, described }: OrderRecord): boolean {
  return store === 'trigger' && (described === null || !isOver(described.status));
}

type PlaceOfOurs = Pick<AmendedOrder, 'exchangeOrderId' | 'store'>;

/** Where the stops of the market cannot be amended, the exchange tells whether the stop has become an order of the book. */
async function placeOfOurs(session: Session, entry: OrderRecord, exchangeOrderId: string): Promise<PlaceOfOurs> {
  const { store, request } = entry;
  if (traitsOf(session.market, store).amend !== null) return { exchangeOrderId, store };
  const told = await session.orders.read({ symbol: request.symbol, store, exchangeOrderId }, lookBackFrom(entry));
  if (told?.firedAs === undefined) throw amendsNone([store], session.market);
  return { exchangeOrderId: told.firedAs, store: 'regular' };
}

/** A verdict that the table could not take does not count: the resolver must find the order before the order is changed. */
async function journaledVerdict(session: Session, open: OrderRecord): Promise<OrderRecord> {
  await resolveEntry(orderReconciliation, session, open, 0);
  return (await readOrderRecord(open.ref, open.clientOrderId)) ?? open;
}

/**
 * The order is read first: the change is judged by the steps of the order's own market, and a post-only order must not become a taker. An
 * id of a market with one store names the order even when the exchange does not show the order: a new order may be held back. An order of
 * ours, whose id the index did not know yet, is amended as the journal knows the order.
 */
async function orderPlacedElsewhere(session: Session, intent: AmendmentIntent): Promise<AmendedOrder> {
  const { exchangeOrderId, marketType, ref } = intent;
  const orderSince = sharedNow() - elsewhereLookBackMs;
  const [only, ...others] = storesOf(session.market);
  const order = await findElsewhere(session, intent, orderSince, 'open');
  if (order !== null) {
    const place = placeOf(session, intent, order);
    const told = await ownerOf(ref, { ...order, marketType }).catch(() => unreadOwner);
    const { owner } = await ownerThrough(session, order, told);
    if (owner.record !== null) return journaledOrder(session, owner.record);
    return { session, entry: null, isExternal: owner.isExternal, orderSince, ...place };
  }
  if (exchangeOrderId === undefined || others.length > 0)
    throw new OemsError('NOT_FOUND', `${session.market.title} knows no such order`);
  return {
    session,
    entry: null,
    isExternal: null,
    orderSince,
    exchangeOrderId,
    store: only,
    postOnly: true,
    described: null,
  };
}

function placeOf(session: Session, intent: AmendmentIntent, order: ExchangeOrder) {
  const { symbol } = intent;
  if (isUnified(order.symbol) && order.symbol !== symbol)
    throw invalidField('symbol', `the id names an order of ${order.symbol}`);
  requireAmendable(session, [order.store]);
  requireBaseUnits(session, intent, order);
  return {
    exchangeOrderId: order.exchangeOrderId,
    store: order.store,
    postOnly: order.postOnly !== false,
    described: order,
  };
}

/** A new quantity in base units would be taken for an amount of the quote currency. */
function requireBaseUnits({ market }: Session, { change }: AmendmentIntent, { isInQuote }: ExchangeOrder): void {
  if (isInQuote === true && change.quantity !== undefined)
    throw new OemsError('NOT_SUPPORTED', `the order counts the quote currency; change its size at ${market.title}`);
}
