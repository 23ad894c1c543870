import { sharedNow } from '../../aws/clock.ts';
import type { ExchangeOrder, OrderRef, OrderStatus } from '../model/order.ts';
import type { FindOutcome, FindTerms } from '../model/outcome.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import { isTextOrNothing, type Json, optionalText } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { type ListName, orderFrom } from './described-orders.ts';
import { endpoints } from './endpoints.ts';
import { readAll } from './lists.ts';
import { type PartWire, type Scope, scopesFor } from './part.ts';

type Id = Readonly<{ orderLinkId: string } | { orderId: string }>;

/** Where an order is looked for. */
type Place = Pick<OrderRef, 'symbol' | 'store'>;

/** One question to the exchange. */
interface Question {
  readonly endpoint: Endpoint;
  readonly place: ListName;
  readonly query: Scope;
}

/**
 * By our id: 1. the current orders and the orders that ended lately, a memory that the exchange empties at a restart; 2. the history, with a possible
 * lag; 3. the executions. Each kind of order is asked for. Absence is told when every question was answered.
 */
export async function findOrder(
  wire: PartWire,
  { clientOrderId, ...ref }: OrderRef & { readonly clientOrderId: string },
  since: number,
  { older, inFills, except = [] }: FindTerms = {},
): Promise<FindOutcome> {
  // No page says whether a fired stop of spot still tells its trigger: our own stop is found all the same.
  const isInPlace = (order: ExchangeOrder) =>
    isInStore(wire, order, ref) || (older === undefined && ref.store === 'trigger');
  const isWanted = (order: ExchangeOrder) =>
    order.clientOrderId === clientOrderId &&
    !except.includes(order.exchangeOrderId) &&
    isInPlace(order) &&
    isOfTime(wire, order, since, older);
  const order = await lookFor(wire, { orderLinkId: clientOrderId }, ref, since, isWanted);
  if (order !== null) return { kind: 'found', order };
  const traded = inFills ? await tradedOrder(wire, clientOrderId, since, except) : null;
  return traded === null ? { kind: 'absent' } : { kind: 'found', order: traded };
}

/** Ids may be used again: an order without a time may be the wanted order, or an older one. */
function isOfTime({ market }: PartWire, order: ExchangeOrder, since: number, older: FindTerms['older']): boolean {
  if (older === 'all' || (older === 'open' && isLive(order.status))) return true;
  if (order.createdAt === null) throw new MalformedResponse(market.title, 200);
  return order.createdAt >= since;
}

function isLive(status: OrderStatus): boolean {
  return status === 'open' || status === 'partially_filled';
}

/**
 * Null for an order that the exchange shows nowhere. An id of the exchange names one order: a stop of spot that has fired, and tells no trigger any
 * more, is the stop all the same.
 */
export async function readOrder(
  wire: PartWire,
  { exchangeOrderId, ...ref }: OrderRef & { readonly exchangeOrderId: string },
  since: number,
): Promise<ExchangeOrder | null> {
  const isInPlace = (order: ExchangeOrder) => ref.store === 'trigger' || isInStore(wire, order, ref);
  const isWanted = (order: ExchangeOrder) => order.exchangeOrderId === exchangeOrderId && isInPlace(order);
  const order = await lookFor(wire, { orderId: exchangeOrderId }, ref, since, isWanted);
  return order === null || ref.store === 'regular' ? order : { ...order, store: ref.store };
}

/** Contracts have one store. On spot the lists tell stops and orders of the book together, and each is asked for in its own store. */
function isInStore({ part }: PartWire, order: ExchangeOrder, { store }: Place): boolean {
  return part.category !== 'spot' || order.store === store;
}

/**
 * The first order that is more than a rejection: under our id a rejected order may be the refused copy of an order that another question shows.
 * Of rejections the first. An id of the exchange names one order.
 */
async function lookFor(
  wire: PartWire,
  id: Id,
  ref: Place,
  since: number,
  isWanted: (order: ExchangeOrder) => boolean,
): Promise<ExchangeOrder | null> {
  let rejected: ExchangeOrder | null = null;
  for (const { endpoint, place, query } of await questions(wire, id, ref, since)) {
    const rows = await readAll(wire, endpoint, query);
    const found = rows.map((row) => readable(wire, row, place, id)).filter(isWanted);
    const best = found.find(({ status }) => status !== 'rejected' || 'orderId' in id);
    if (best !== undefined) return best;
    rejected ??= found[0] ?? null;
  }
  return rejected;
}

/** A row whose id cannot be read may be the wanted order. So may a row without our id, where the exchange was asked for rows of our id alone. */
function readable(wire: PartWire, row: Json, place: ListName, id: Id): ExchangeOrder {
  const isNamed = 'orderLinkId' in id ? optionalText(row.orderLinkId) !== null : isTextOrNothing(row.orderLinkId);
  if (!isNamed) throw new MalformedResponse(wire.market.title, 200);
  return orderFrom(wire, row, place);
}

async function questions(wire: PartWire, id: Id, { symbol, store }: Place, since: number): Promise<Question[]> {
  const { category } = wire.part;
  // Without a filter every list has at least the orders of the book.
  const filters = category === 'spot' && store === 'regular' ? [{}] : wire.part.filters;
  const scopes = await scopesFor(wire, symbol);
  const asked = { category, ...id };
  const current = filters.flatMap((filter) => scopes.map((scope) => ({ ...asked, ...scope, ...filter })));
  const named = symbol === null || scopes.length > 1 ? {} : scopes[0];
  const history = filters.flatMap((filter) =>
    windowsFor(since).map((window) => ({ ...asked, ...named, ...filter, ...window })),
  );
  return [
    ...current.map((query) => ({ endpoint: endpoints.currentOrders, place: 'current' as const, query })),
    ...history.map((query) => ({ endpoint: endpoints.orderHistory, place: 'history' as const, query })),
  ];
}

const day = 24 * 3_600_000;
/** Without times the histories tell the last seven days, and a range has seven days at the most (docs/v5 order/order-list). */
export const longestRangeMs = 7 * day;

/** The last days, and for an older order the days from its beginning. */
function windowsFor(since: number): Scope[] {
  const now = sharedNow();
  if (now - since < longestRangeMs - day) return [{}];
  return [{}, { startTime: String(since), endTime: String(Math.min(now, since + longestRangeMs - 1)) }];
}

/** The order of a fill that bears our id. An order that has a fill and cannot be read is not absent: throws. */
async function tradedOrder(
  wire: PartWire,
  clientOrderId: string,
  since: number,
  except: readonly string[],
): Promise<ExchangeOrder | null> {
  const { title } = wire.market;
  const asked = { category: wire.part.category, orderLinkId: clientOrderId };
  for (const window of windowsFor(since)) {
    const told = await readAll(wire, endpoints.executions, { ...asked, ...window });
    const rows = told.filter(({ orderId }) => !except.includes(String(orderId)));
    const [fill] = rows.filter(({ orderLinkId }) => orderLinkId === clientOrderId);
    if (fill === undefined && rows.length === 0) continue;
    const orderId = fill?.orderId;
    if (typeof orderId !== 'string' || orderId === '') throw new MalformedResponse(title, 200);
    const order = await orderOfFill(wire, orderId, since);
    if (order === null || order.status === 'rejected') throw new MalformedResponse(title, 200);
    if (order.createdAt !== null && order.createdAt < since) continue;
    return order;
  }
  return null;
}

/** A fill does not tell the store of its order. */
async function orderOfFill(wire: PartWire, exchangeOrderId: string, since: number): Promise<ExchangeOrder | null> {
  const ref = { exchangeOrderId, symbol: null };
  const regular = await readOrder(wire, { ...ref, store: 'regular' }, since);
  if (regular !== null || wire.part.category !== 'spot') return regular;
  return readOrder(wire, { ...ref, store: 'trigger' }, since);
}
