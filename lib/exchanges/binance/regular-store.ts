import { sharedNow } from '../../aws/clock.ts';
import type { ExchangeOrder, OrderRef } from '../model/order.ts';
import type { FindOutcome, FindTerms } from '../model/outcome.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { MarketWire } from '../wire/market-wire.ts';
import { type Json, optionalText } from '../wire/readers.ts';
import { MalformedResponse, unlessNotFound } from '../wire/refusals.ts';
import { rowOf, rowsOf } from './lists.ts';
import { requiredId } from './terms.ts';
import { mostRows, rowsBetween } from './windows.ts';

/** The orders of a host, in the usual store. */
export interface RegularStore {
  readonly wire: MarketWire;
  readonly endpoints: Readonly<Record<'order' | 'allOrders' | 'trades', Endpoint>>;
  /** The longest range of one request for orders or trades. */
  readonly spanMs: number;
  readonly orderFrom: (row: Json) => ExchangeOrder;
}

/** The exchange's clock may be ahead of ours: an order that was placed this moment must lie within the range. */
const aheadMs = 60_000;

/** Null for an order that the exchange does not show. */
export async function readOrder(
  { wire, endpoints, orderFrom }: RegularStore,
  symbol: string,
  name: { readonly orderId: string } | { readonly origClientOrderId: string },
): Promise<ExchangeOrder | null> {
  try {
    const { title } = wire.market;
    const order = orderFrom(rowOf(title, await wire.read(endpoints.order, { symbol, ...name })));
    if (!isNamed(order, name) || order.symbol !== symbol) throw new MalformedResponse(title, 200);
    return order;
  } catch (error) {
    return unlessNotFound(error, null);
  }
}

/** An answer about another order is no answer. */
function isNamed(order: ExchangeOrder, name: object): boolean {
  const { orderId, origClientOrderId }: { orderId?: string; origClientOrderId?: string } = name;
  return orderId === undefined ? order.clientOrderId === origClientOrderId : order.exchangeOrderId === orderId;
}

/**
 * By client order id. An id is free again after the end of the order, and no page says which of several orders a reused id names: an order
 * of a different time sends the look on through the lists. A complete look reads the lists always: the order itself is served from a memory
 * that may lag behind, and the order of a fill may be in no list.
 */
export async function findOrder(
  store: RegularStore,
  symbol: string,
  clientOrderId: string,
  since: number,
  { older, inFills = false, except = [] }: FindTerms,
): Promise<FindOutcome> {
  const { title } = store.wire.market;
  const isWanted = (order: ExchangeOrder) =>
    !except.includes(order.exchangeOrderId) && isOfTime(title, order, since, older);
  const named = await readOrder(store, symbol, { origClientOrderId: clientOrderId });
  if (named !== null && isWanted(named) && !isRejected(named)) return { kind: 'found', order: named };
  if (named === null && !inFills) return { kind: 'absent' };
  const listed = await ordersSince(store, symbol, since);
  const own = ownIn(title, listed, clientOrderId, { read: store.orderFrom, isWanted, isRejected });
  const accepted = latest(own.filter((order) => !isRejected(order)));
  const traded =
    accepted === null && inFills ? await tradedOrder(store, symbol, { clientOrderId, since, listed, except }) : null;
  const rejected = named !== null && isWanted(named) ? named : latest(own);
  const order = accepted ?? traded ?? rejected;
  return order === null ? { kind: 'absent' } : { kind: 'found', order };
}

/** Under our id a rejected order may be the refused copy of an order that was accepted: a rejection is told after all else was read. */
export function isRejected({ status }: ExchangeOrder): boolean {
  return status === 'rejected';
}

/** An order without a time may be the wanted order, or an older one under the same id. */
export function isOfTime(
  title: string,
  { status, createdAt }: ExchangeOrder,
  since: number,
  older: FindTerms['older'],
): boolean {
  const isOpen = status === 'open' || status === 'partially_filled';
  if (older === 'all' || (older === 'open' && isOpen)) return true;
  if (createdAt === null) throw new MalformedResponse(title, 200);
  return createdAt >= since;
}

function latest(orders: readonly ExchangeOrder[]): ExchangeOrder | null {
  return orders.toSorted((one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0))[0] ?? null;
}

interface Reading<O> {
  readonly read: (row: Json) => O;
  readonly isWanted: (order: O) => boolean;
  readonly isRejected: (order: O) => boolean;
}

/**
 * The wanted orders with the id. Where none is told, or rejected ones alone, a row without a readable id may be the wanted order: throws, because to
 * pass over the row would prove that nothing was accepted. Every other field of a different order may be unreadable.
 */
export function ownIn<O>(
  title: string,
  rows: readonly Json[],
  clientOrderId: string,
  { read, isWanted, isRejected }: Reading<O>,
  key = 'clientOrderId',
): O[] {
  const own = rows.filter((row) => clientIdIn(row, key) === clientOrderId).map(read);
  const wanted = own.filter(isWanted);
  if (wanted.every(isRejected) && rows.some((row) => clientIdIn(row, key) === null))
    throw new MalformedResponse(title, 200, key);
  return wanted;
}

async function ordersSince({ wire, endpoints, spanMs }: RegularStore, symbol: string, since: number): Promise<Json[]> {
  const { title } = wire.market;
  const read = async (from: number, to: number) => {
    const range = { startTime: String(from), endTime: String(to), limit: String(mostRows) };
    return rowsOf(title, await wire.read(endpoints.allOrders, { symbol, ...range }));
  };
  return rowsBetween(title, read, { from: since, to: sharedNow() + aheadMs, spanMs });
}

/** The most orders, named by fills, that are read singly. */
const mostTraded = 20;

interface Wanted {
  readonly clientOrderId: string;
  readonly since: number;
  readonly listed: readonly Json[];
  /** The exchange's ids of orders that are not wanted. */
  readonly except: readonly string[];
}

/**
 * A fill names no client order id: the orders of all fills since then are read, but for those that the list has told. Throws where there are
 * too many, or where the exchange does not show the order of a fill, which may be the wanted order.
 */
async function tradedOrder(
  store: RegularStore,
  symbol: string,
  { clientOrderId, since, listed, except }: Wanted,
): Promise<ExchangeOrder | null> {
  const { title } = store.wire.market;
  const told = new Set([...listed.map(({ orderId }) => optionalText(orderId)), ...except]);
  const traded = new Set((await tradesSince(store, symbol, since)).map((row) => requiredId(title, row, 'orderId')));
  const untold = [...traded].filter((orderId) => !told.has(orderId));
  if (untold.length > mostTraded) throw new MalformedResponse(title, 200);
  for (const orderId of untold) {
    const order = await readOrder(store, symbol, { orderId });
    if (order === null || order.clientOrderId === null) throw new MalformedResponse(title, 200);
    if (order.clientOrderId === clientOrderId && isOfTime(title, order, since, undefined)) return order;
  }
  return null;
}

async function tradesSince({ wire, endpoints, spanMs }: RegularStore, symbol: string, since: number): Promise<Json[]> {
  const { title } = wire.market;
  const read = async (from: number, to: number) => {
    const range = { startTime: String(from), endTime: String(to), limit: String(mostRows) };
    return rowsOf(title, await wire.read(endpoints.trades, { symbol, ...range }));
  };
  return rowsBetween(title, read, { from: since, to: sharedNow() + aheadMs, spanMs });
}

/** Binance names an order by its symbol too. The rules deny a reference without a symbol before this. */
export function symbolOf(title: string, { symbol }: OrderRef): string {
  if (symbol === null) throw new MalformedResponse(title, 200);
  return symbol;
}

/** The client order id of a row: every order has one. Null where the id cannot be read: a list shows the order all the same. */
export function clientIdIn(row: Json, key = 'clientOrderId'): string | null {
  return optionalText(row[key]);
}
