import type { AccountRef } from '../../accounts/account.ts';
import { OemsError } from '../../errors.ts';
import type { Exchange, Product } from '../../exchanges/exchange.ts';
import type { ExchangeOrder, OrderRef } from '../../exchanges/model/order.ts';
import type { FindTerms } from '../../exchanges/model/outcome.ts';
import { openStates } from '../../journal/entry.ts';
import { resolveEntry } from '../../journal/resolve.ts';
import { openSession } from '../../session/open-session.ts';
import { type Order, type OrderRecord, orderFromExchange, orderFromRecord } from '../order.ts';
import { describeOrder, readOrderRecord } from '../order-store.ts';
import { lookBackFrom } from '../reconcile-order.ts';
import { ordersResolving } from '../resolve-orders.ts';

/** Which order, and where to look for one that is not in the journal. */
export interface OrderQuery extends OrderRef {
  readonly ref: AccountRef;
  readonly product: Product;
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
  { ref, symbol = '', exchangeOrderId, clientOrderId }: Omit<OrderQuery, 'product'>,
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
  const session = await openSession(record.ref, record.product, { symbol: record.request.symbol });
  if (openStates.includes(record.state))
    return orderFromRecord(await resolveEntry(ordersResolving, session, record, 0));
  if (record.exchangeOrderId === null) return orderFromRecord(record);
  const described = (await readLive(session.exchange, record, record.exchangeOrderId)) ?? record.described;
  // The next reader may come after the exchange has forgotten the order.
  if (described !== null) await describeOrder({ ...record, described }).catch(() => undefined);
  return orderFromRecord(record, described);
}

/** The exchange's short memory first, then its histories: a stored description of an order that was open then proves nothing now. */
async function readLive(
  exchange: Exchange,
  record: OrderRecord,
  exchangeOrderId: string,
): Promise<ExchangeOrder | null> {
  const live = await exchange.readOrder(exchangeOrderId, lookBackFrom(record));
  if (live !== null) return live;
  const found = await exchange.findOrder(record.clientOrderId, record.request.symbol, lookBackFrom(record));
  return found.kind === 'found' ? found.order : null;
}

async function readFromExchange(
  { ref, product, exchangeOrderId, clientOrderId, symbol }: OrderQuery,
  older: FindTerms['older'],
): Promise<Order> {
  const { exchange, row } = await openSession(ref, product, { symbol });
  const since = Date.now() - lookBackMs;
  const found =
    exchangeOrderId === undefined
      ? await exchange.findOrder(clientOrderId ?? '', symbol ?? '', since, { older })
      : await exchange.readOrder(exchangeOrderId, since);
  const order = found !== null && 'kind' in found ? (found.kind === 'found' ? found.order : null) : found;
  if (order === null) throw new OemsError('NOT_FOUND', `${row.title} knows no such order`);
  return orderFromExchange(row.id, ref, order);
}
