import { sharedNow } from '../../aws/clock.ts';
import { invalidField, OemsError } from '../../errors.ts';
import { storesOf, traitsOf } from '../../exchanges/definition.ts';
import type { ExchangeOrder, OrderStore } from '../../exchanges/model/order.ts';
import { openStates } from '../../journal/entry.ts';
import { resolveEntry } from '../../journal/resolve.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { describeOrder } from '../describe-order.ts';
import { findElsewhere } from '../find-elsewhere.ts';
import { isUnified } from '../find-order.ts';
import {
  elsewhereLookBackMs,
  lookBackFrom,
  type Order,
  type OrderRecord,
  orderFromExchange,
  orderFromRecord,
  undescribedOrder,
} from '../order.ts';
import { isNew, readOrderRecord } from '../order-store.ts';
import { orderReconciliation } from '../reconcile-order.ts';
import type { AmendmentIntent, AmendmentRecord } from './amendment.ts';
import { describedAfter } from './changed-terms.ts';

/** The order that an amendment changes. */
export interface AmendedOrder {
  readonly session: Session;
  /** The order's journal entry; null for an order placed elsewhere, or named by the exchange's id. */
  readonly entry: OrderRecord | null;
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
  if (entry !== null && entry.request.symbol !== symbol)
    throw invalidField('symbol', `client_order_id names an order of ${entry.request.symbol}`);
  const marketType = entry?.marketType ?? intent.marketType;
  const session = await openSession(ref, marketType, { symbol, nonces: noncesPerAmendment });
  requireAmendable(session, entry === null ? storesOf(session.market) : [entry.store]);
  return entry === null ? orderPlacedElsewhere(session, intent) : journaledOrder(session, entry);
}

/** An order that is not in the journal lies in one of the stores. */
function requireAmendable({ market }: Session, stores: readonly OrderStore[]): void {
  if (stores.every((store) => traitsOf(market, store).amend === null))
    throw new OemsError('NOT_SUPPORTED', `${market.title} cannot amend this order; cancel the order and place another`);
}

/** First the verdict on an open order: with amended terms the order would look like another order. */
async function journaledOrder(session: Session, found: OrderRecord): Promise<AmendedOrder> {
  const entry = openStates.includes(found.state) ? await journaledVerdict(session, found) : found;
  const { exchangeOrderId, store, request } = entry;
  if (entry.state === 'ACCEPTED' && exchangeOrderId !== null)
    return {
      ...{ session, entry, exchangeOrderId, store, described: entry.described },
      ...{ orderSince: lookBackFrom(entry), postOnly: request.postOnly },
    };
  if (openStates.includes(entry.state) || entry.state === 'NEEDS_REVIEW')
    throw new OemsError('IN_PROGRESS', 'what became of this order is not known yet; nothing was sent, ask again', {
      retryAfterSeconds: 5,
    });
  throw new OemsError('NOT_FOUND', 'the order was not placed: there is nothing to amend');
}

/** A verdict that the table could not take does not count: the resolver must find the order before the order is changed. */
async function journaledVerdict(session: Session, open: OrderRecord): Promise<OrderRecord> {
  await resolveEntry(orderReconciliation, session, open, 0);
  return (await readOrderRecord(open.ref, open.clientOrderId)) ?? open;
}

async function orderPlacedElsewhere(session: Session, intent: AmendmentIntent): Promise<AmendedOrder> {
  const orderSince = sharedNow() - elsewhereLookBackMs;
  return { session, entry: null, orderSince, ...(await placeElsewhere(session, intent, orderSince)) };
}

/**
 * The order is read first: the change is judged by the steps of the order's own market, and a post-only order must not become a taker. An
 * id of a market with one store names the order even when the exchange does not show the order: a new order may be held back.
 */
async function placeElsewhere(
  session: Session,
  intent: AmendmentIntent,
  since: number,
): Promise<Pick<AmendedOrder, 'exchangeOrderId' | 'store' | 'postOnly' | 'described'>> {
  const { exchangeOrderId } = intent;
  const [only, ...others] = storesOf(session.market);
  const order = await findElsewhere(session, intent, since, 'open');
  if (order !== null) return placeOf(session, intent, order);
  if (exchangeOrderId === undefined || others.length > 0)
    throw new OemsError('NOT_FOUND', `${session.market.title} knows no such order`);
  return { exchangeOrderId, store: only, postOnly: true, described: null };
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

/** The exchange may have forgotten the order when the next reader comes. A replay never writes, because the description of a replay is old. */
export async function keepDescription({ entry }: AmendedOrder, record: AmendmentRecord): Promise<void> {
  const described = describedAfter(record, entry?.described ?? null);
  if (entry !== null && isNew(described, entry)) await describeOrder(entry, described, sharedNow()).catch(() => false);
}

/** The order as known after the amendment. In a replay later amendments may have changed the order: the latest description stands then. */
export function orderAfter({ session, entry }: AmendedOrder, record: AmendmentRecord, replayed: boolean): Order {
  const before = entry?.described ?? null;
  const described = describedAfter(record, replayed ? null : before) ?? before;
  if (described === null)
    return withAcceptedTerms(entry === null ? undescribed(session, record) : orderFromRecord(entry), record);
  return entry === null
    ? orderFromExchange(session.market.ccxtId, record.ref, described)
    : orderFromRecord(entry, described);
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

/** An unreadable order placed elsewhere: only the names are known. */
function undescribed({ market }: Session, record: AmendmentRecord): Order {
  return undescribedOrder(market.ccxtId, record.ref, record);
}
