import type { AccountRef } from '../../accounts/account.ts';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import type { OrderEntry } from '../../exchanges/interfaces/order-entry.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder, OrderIds } from '../../exchanges/model/order.ts';
import type { FindOutcome, FindTerms } from '../../exchanges/model/outcome.ts';
import { openStates } from '../../journal/entry.ts';
import { resolveEntry } from '../../journal/resolve.ts';
import { openSession } from '../../session/open-session.ts';
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
import { describeOrder, isNew, readOrderRecord } from '../order-store.ts';
import { orderReconciliation } from '../reconcile-order.ts';

/** Names an order, and the market of an order that is not in the journal. */
export interface OrderQuery extends OrderIds {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly symbol?: string | undefined;
}

/**
 * A client order id leads to the journal, and an open entry is looked up again. The exchange's id leads to the exchange. An open order placed
 * elsewhere counts however old the order is.
 */
export async function readOrder(wanted: OrderQuery, older: FindTerms['older'] = 'open'): Promise<Order> {
  const record = wanted.clientOrderId === undefined ? null : await readOrderRecord(wanted.ref, wanted.clientOrderId);
  return record === null ? readFromExchange(wanted, older) : readJournaled(record);
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

async function readFromExchange(wanted: OrderQuery, older: FindTerms['older']): Promise<Order> {
  const { ref, marketType, symbol } = wanted;
  const session = await openSession(ref, marketType, { symbol });
  const order = await findElsewhere(session, wanted, Date.now() - elsewhereLookBackMs, older);
  if (order === null) throw new OemsError('NOT_FOUND', `${session.market.title} knows no such order`);
  return orderFromExchange(session.market.ccxtId, ref, order);
}
