import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import type { OrderEntry } from '../../exchanges/interfaces/order-entry.ts';
import { marketTypes } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import type { FindOutcome, FindTerms } from '../../exchanges/model/outcome.ts';
import { isUndecided } from '../../journal/entry.ts';
import { requestIdFor } from '../../journal/request-id.ts';
import { lookNow } from '../../journal/resolve.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { findElsewhere } from '../find-elsewhere.ts';
import { elsewhereLookBackMs, lookBackFrom, type OrderRecord, refOf } from '../order.ts';
import { ownerOf, unreadOwner } from '../order-owner.ts';
import { readOrderRecord } from '../order-store.ts';
import { type Order, orderFromRecord } from '../order-view.ts';
import { ownerThrough } from '../owner-through.ts';
import { orderReconciliation } from '../reconcile-order.ts';
import { isUnified } from '../same-order.ts';
import { type NamedOrder, nameByKey, nameOrder, type OrderName, requireAgreement } from './name-order.ts';
import { keptOrder, shownOrder } from './shown-order.ts';

/**
 * Either id leads to the journal first, and an entry without a verdict is looked up again. An open order placed elsewhere counts however old the order
 * is.
 */
export async function readOrder(wanted: OrderName, older: FindTerms['older'] = 'open'): Promise<Order> {
  const { record, ...named } = await nameOrder(wanted);
  if (record !== null) return readJournaled(record);
  return readFromExchange(named, older);
}

/** By the client's Idempotency-Key: see `nameByKey`. */
export async function readOrderByKey(wanted: OrderName, idempotencyKey: string): Promise<Order> {
  const record = await readOrderRecord(wanted.ref, requestIdFor(wanted.ref, idempotencyKey));
  if (record === null) return readOrder(await nameByKey(wanted, idempotencyKey));
  requireAgreement(wanted, record);
  return readJournaled(record);
}

async function readJournaled(record: OrderRecord): Promise<Order> {
  if (record.state === 'REJECTED' || record.state === 'NOT_SENT' || record.state === 'NEVER_ARRIVED')
    return orderFromRecord(record);
  const session = await openSession(record.ref, record.marketType, { symbol: record.request.symbol });
  if (isUndecided(record)) return orderFromRecord(await lookNow(orderReconciliation, session, record));
  if (record.exchangeOrderId === null) return orderFromRecord(record);
  const startedAt = sharedNow();
  const live = await readLive(session.orders, record, record.exchangeOrderId);
  return live === null ? orderFromRecord(record) : keptOrder(record, live, startedAt);
}

/** First the exchange's short memory, then its histories: a stored description of an open order proves nothing now. */
async function readLive(
  orders: OrderEntry,
  record: OrderRecord,
  exchangeOrderId: string,
): Promise<ExchangeOrder | null> {
  const { store, request } = record;
  const live = await orders.read({ symbol: request.symbol, store, exchangeOrderId }, lookBackFrom(record));
  return live ?? orderIn(await orders.find(refOf(record), lookBackFrom(record)));
}

function orderIn(found: FindOutcome): ExchangeOrder | null {
  return found.kind === 'found' ? found.order : null;
}

async function readFromExchange(wanted: NamedOrder, older: FindTerms['older']): Promise<Order> {
  const { ref, marketType, symbol, isGuess = false } = wanted;
  const session = await openSession(ref, marketType, { symbol });
  const startedAt = sharedNow();
  const order = await findElsewhere(session, wanted, sharedNow() - elsewhereLookBackMs, older);
  if (order === null) throw noSuchOrder(session, isGuess);
  if (isUnified(order.symbol)) requireAgreement({ symbol }, { marketType, request: order });
  const journaled = await ownerOf(ref, { ...order, marketType }).catch(() => unreadOwner);
  const { owner, shown } = await ownerThrough(session, order, journaled);
  if (owner.record !== null) return keptOrder(owner.record, shown, startedAt);
  return shownOrder({ exchange: session.market.ccxtId, marketType, ref }, shown, owner, startedAt);
}

/** Of a guessed market the message says who was not asked: nothing is known of an order there. */
function noSuchOrder({ market: { title }, account }: Session, isGuess: boolean): OemsError {
  if (!isGuess) return new OemsError('NOT_FOUND', `${title} knows no such order`);
  const titles = marketTypes.map((marketType) => marketOf({ exchange: account.exchange, marketType }).title);
  const others = titles.filter((other) => other !== title).join(' and ');
  const rest = 'an order there that was not placed through this service needs market_type or symbol';
  return new OemsError('NOT_FOUND', `${title} knows no such order, and ${others} was not asked: ${rest}`);
}
