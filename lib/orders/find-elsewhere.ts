import { settleAll } from '../aws/all-to-the-end.ts';
import { invalidField, OemsError } from '../errors.ts';
import { storesOf } from '../exchanges/definition.ts';
import type { OrderEntry } from '../exchanges/interfaces/order-entry.ts';
import type { ExchangeOrder, OrderIds, OrderRef } from '../exchanges/model/order.ts';
import type { FindTerms } from '../exchanges/model/outcome.ts';
import { readsEverythingSince } from '../session/key-times.ts';
import type { Session } from '../session/open-session.ts';

/** Names an order that is not in the journal, by one of the two ids. */
export interface OrderElsewhere extends OrderIds {
  readonly symbol?: string | undefined;
}

/**
 * An order that is not in the journal, from whichever store keeps the order; null when no store shows it. All stores are read, one request
 * each: stores can give the same id to different orders. Throws INVALID_REQUEST when the name fits an order of each store, and PERMISSION_DENIED
 * when no store shows the order to a key that reads a part of the history only.
 */
export async function findElsewhere(
  session: Session,
  wanted: OrderElsewhere,
  since: number,
  older: FindTerms['older'],
): Promise<ExchangeOrder | null> {
  const { orders, market } = session;
  const looks = storesOf(market).map((store) => lookIn(orders, { ...refOf(wanted), store }, since, older));
  const shown = (await settleAll(looks)).filter((order) => order !== null).filter(isFirstOfItself);
  const fitting = shown.length > 1 ? shown.filter((one) => isOfSymbol(one, wanted)) : shown;
  if (shown.length > 1 && fitting.length !== 1) throw namesSeveral(wanted);
  if (fitting[0] === undefined && !(await readsEverythingSince(session, since))) throw seesTooLittle(session);
  return fitting[0] ?? null;
}

/** Bybit Spot shows an order of the book to a look for a stop too: a fired stop may tell no trigger. The look in the regular store comes first. */
function isFirstOfItself(order: ExchangeOrder, index: number, all: readonly ExchangeOrder[]): boolean {
  return !all.slice(0, index).some((earlier) => isOneOrder(order, earlier));
}

function isOneOrder(one: ExchangeOrder, other: ExchangeOrder): boolean {
  const names = ['exchangeOrderId', 'clientOrderId', 'symbol', 'side', 'createdAt'] as const;
  return one.createdAt !== null && names.every((name) => one[name] === other[name]);
}

function seesTooLittle({ key, market }: Session): OemsError {
  return new OemsError(
    'PERMISSION_DENIED',
    `the ${key.title} reads a part of the history of ${market.title} only and shows no such order, which proves nothing; remove the limits in time from the key, or set a key without with PUT /delegation/exchange-account/credentials`,
  );
}

function refOf({ symbol, exchangeOrderId, clientOrderId }: OrderElsewhere): Omit<OrderRef, 'store'> {
  return { symbol: symbol ?? null, exchangeOrderId, clientOrderId };
}

async function lookIn(
  orders: OrderEntry,
  { exchangeOrderId, clientOrderId = '', ...place }: OrderRef,
  since: number,
  older: FindTerms['older'],
): Promise<ExchangeOrder | null> {
  if (exchangeOrderId !== undefined) return orders.read({ ...place, exchangeOrderId }, since);
  const found = await orders.find({ ...place, clientOrderId }, since, { older });
  return found.kind === 'found' ? found.order : null;
}

function isOfSymbol(order: ExchangeOrder, { symbol }: OrderElsewhere): boolean {
  return symbol === undefined || order.symbol === symbol;
}

function namesSeveral({ exchangeOrderId }: OrderElsewhere): Error {
  return exchangeOrderId === undefined
    ? invalidField('client_order_id', 'an order and a stop order have this id; give order_id')
    : invalidField('order_id', 'an order and a stop order have this id; give client_order_id, or the symbol');
}
