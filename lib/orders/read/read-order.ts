import type { AccountRef } from '../../accounts/account.ts';
import { OemsError } from '../../errors.ts';
import type { OrderEntry } from '../../exchanges/interfaces/order-entry.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder, OrderIds } from '../../exchanges/model/order.ts';
import type { FindOutcome, FindTerms } from '../../exchanges/model/outcome.ts';
import { openStates } from '../../journal/entry.ts';
import { resolveEntry } from '../../journal/resolve.ts';
import { openSession } from '../../session/open-session.ts';
import { type Order, type OrderRecord, orderFromExchange, orderFromRecord, refOf } from '../order.ts';
import { describeOrder, readOrderRecord } from '../order-store.ts';
import { lookBackFrom } from '../reconcile-order.ts';
import { ordersResolving } from '../resolve-orders.ts';

/** Which order, and where to look for one that is not in the journal. */
export interface OrderQuery extends OrderIds {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly symbol?: string | undefined;
}

/** Orders placed elsewhere are looked for this far back. */
export const lookBackMs = 7 * 24 * 3_600_000;

/**
 * By client order id the journal knows the way, and an open verdict is looked for again; by order id the exchange is asked. An order of
 * elsewhere that is still open is the one its id names, however old.
 */
export async function readOrder(wanted: OrderQuery, older: FindTerms['older'] = 'open'): Promise<Order> {
  const record = wanted.clientOrderId === undefined ? null : await readOrderRecord(wanted.ref, wanted.clientOrderId);
  return record === null ? readFromExchange(wanted, older) : readJournaled(record);
}

/** An order of elsewhere of which only the name is known; its symbol too, if the caller gave it. */
export function undescribedOrder(
  exchange: string,
  { ref, symbol = '', exchangeOrderId, clientOrderId }: Omit<OrderQuery, 'marketType'>,
): Order {
  return {
    exchangeOrderId: exchangeOrderId ?? null,
    clientOrderId: clientOrderId ?? null,
    exchange,
    accountId: ref.accountId,
    terms: {
      symbol,
      side: null,
      type: null,
      quantity: null,
      price: null,
      stopPrice: null,
      timeInForce: null,
      postOnly: null,
      reduceOnly: null,
    },
    status: 'unknown',
    filledQuantity: null,
    remainingQuantity: null,
    averagePrice: null,
    createdAt: null,
  };
}

async function readJournaled(record: OrderRecord): Promise<Order> {
  if (record.state === 'REJECTED' || record.state === 'NOT_SENT' || record.state === 'NEVER_ARRIVED')
    return orderFromRecord(record);
  const session = await openSession(record.ref, record.marketType, { symbol: record.request.symbol });
  if (openStates.includes(record.state))
    return orderFromRecord(await resolveEntry(ordersResolving, session, record, 0));
  if (record.exchangeOrderId === null) return orderFromRecord(record);
  const described = (await readLive(session.orders, record, record.exchangeOrderId)) ?? record.described;
  // The next reader may come after the exchange has forgotten the order.
  if (described !== null) await describeOrder({ ...record, described }).catch(() => undefined);
  return orderFromRecord(record, described);
}

/** The exchange's short memory first, then its histories: a stored description of an order that was open then proves nothing now. */
async function readLive(
  orders: OrderEntry,
  record: OrderRecord,
  exchangeOrderId: string,
): Promise<ExchangeOrder | null> {
  const { store, request } = record;
  const live = await orders.read({ symbol: request.symbol, store, exchangeOrderId }, lookBackFrom(record));
  if (live !== null) return live;
  const found = await orders.find(refOf(record), lookBackFrom(record));
  return found.kind === 'found' ? found.order : null;
}

function orderIn(found: FindOutcome): ExchangeOrder | null {
  return found.kind === 'found' ? found.order : null;
}

async function readFromExchange(
  { ref, marketType, exchangeOrderId, clientOrderId = '', symbol }: OrderQuery,
  older: FindTerms['older'],
): Promise<Order> {
  const { orders, market } = await openSession(ref, marketType, { symbol });
  const since = Date.now() - lookBackMs;
  const place = { symbol: symbol ?? null, store: 'regular' } as const;
  const order =
    exchangeOrderId === undefined
      ? orderIn(await orders.find({ ...place, clientOrderId }, since, { older }))
      : await orders.read({ ...place, exchangeOrderId }, since);
  if (order === null) throw new OemsError('NOT_FOUND', `${market.title} knows no such order`);
  return orderFromExchange(market.ccxtId, ref, order);
}
