import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import type { OrderEntry } from '../../exchanges/interfaces/order-entry.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import type { FindOutcome, FindTerms } from '../../exchanges/model/outcome.ts';
import { openStates } from '../../journal/entry.ts';
import { requestIdFor } from '../../journal/request-id.ts';
import { resolveEntry } from '../../journal/resolve.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { describeOrder } from '../describe-order.ts';
import { findElsewhere } from '../find-elsewhere.ts';
import { withKnownQuantity } from '../journaled-terms.ts';
import {
  elsewhereLookBackMs,
  lookBackFrom,
  type Order,
  type OrderRecord,
  orderFromExchange,
  orderFromRecord,
  refOf,
} from '../order.ts';
import { isNew, readOrderRecord } from '../order-store.ts';
import { orderReconciliation } from '../reconcile-order.ts';
import { type NamedOrder, nameOrder, type OrderName } from './name-order.ts';

/**
 * A client order id leads to the journal, and an open entry is looked up again. The exchange's id leads to the exchange, and alone to the
 * journal first. An open order placed elsewhere counts however old the order is.
 */
export async function readOrder(wanted: OrderName, older: FindTerms['older'] = 'open'): Promise<Order> {
  const named = await nameOrder(wanted);
  const { ref, clientOrderId } = named;
  const record = clientOrderId === undefined ? null : await readOrderRecord(ref, clientOrderId);
  if (record !== null) return readJournaled(record);
  return readFromExchange(named, older, wanted.marketType === undefined && wanted.symbol === undefined);
}

/**
 * By the client's Idempotency-Key, from which the id of the order was derived. The journal names every order before the order leaves: without
 * an entry nothing was sent under the key.
 */
export async function readOrderByKey(ref: AccountRef, idempotencyKey: string): Promise<Order> {
  const record = await readOrderRecord(ref, requestIdFor(ref, idempotencyKey));
  if (record !== null) return readJournaled(record);
  await readAccount(ref);
  throw new OemsError('NOT_FOUND', 'no order was sent under this Idempotency-Key');
}

async function readJournaled(record: OrderRecord): Promise<Order> {
  if (record.state === 'REJECTED' || record.state === 'NOT_SENT' || record.state === 'NEVER_ARRIVED')
    return orderFromRecord(record);
  const session = await openSession(record.ref, record.marketType, { symbol: record.request.symbol });
  if (openStates.includes(record.state))
    return orderFromRecord(await resolveEntry(orderReconciliation, session, record, 0));
  if (record.exchangeOrderId === null) return orderFromRecord(record);
  const startedAt = sharedNow();
  const live = await readLive(session.orders, record, record.exchangeOrderId);
  const described = live === null ? record.described : withKnownQuantity(live, record.described);
  // The exchange may have forgotten the order when the next reader comes.
  if (isNew(described, record)) await describeOrder(record, described, startedAt).catch(() => false);
  return orderFromRecord(record, described);
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

async function readFromExchange(wanted: NamedOrder, older: FindTerms['older'], isGuess: boolean): Promise<Order> {
  const { ref, marketType, symbol } = wanted;
  const session = await openSession(ref, marketType, { symbol });
  const order = await findElsewhere(session, wanted, Date.now() - elsewhereLookBackMs, older);
  if (order === null) throw noSuchOrder(session, isGuess);
  return orderFromExchange(session.market.ccxtId, ref, order);
}

function noSuchOrder({ market: { title } }: Session, isGuess: boolean): OemsError {
  const remedy = '; an order of another market that was not placed through this service needs market_type or symbol';
  return new OemsError('NOT_FOUND', `${title} knows no such order${isGuess ? remedy : ''}`);
}
