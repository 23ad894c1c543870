import { Decimal } from '../../../decimal.ts';
import type { ExchangeOrder } from '../../model/order.ts';
import type { FindOutcome, FindTerms } from '../../model/outcome.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { isRecord, isTextOrNothing, type Json, requiredList } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { toldRows } from '../../wire/told-rows.ts';
import { orderFromStatus } from './described-orders.ts';
import { endpoints } from './endpoints.ts';
import { fillsSince } from './market-data.ts';
import { withOpenSizes } from './open-orders.ts';
import { bearerOf, findInEvents, isOfTakenId, type ToldOrders } from './order-events.ts';
import { withExecution, withExecutions } from './order-fills.ts';
import { orderOfUnnamedFill } from './unnamed-fills.ts';

const title = 'Kraken Futures';

/**
 * Look-up order: 1. orders/status, where a finished order is dropped after 5 s. 2. Order and trigger events. 3. Fills. A *rejected*
 * result is
 * not the last word: it can be the refused duplicate of an order that status has dropped. The event service can lag behind the fills.
 */
export async function findOrder(
  wire: MarketWire,
  clientOrderId: string,
  since: number,
  { older, inFills, isRecent, except = [] }: FindTerms = {},
): Promise<FindOutcome> {
  const current = await orderStatus(
    wire,
    { cliOrdIds: clientOrderId },
    (order) => order.clientOrderId === clientOrderId && !except.includes(order.exchangeOrderId),
  );
  const isLastWord = isRecent || (current !== null && current.status !== 'rejected');
  const isOther = ({ clientId, uid }: Json) => {
    // The event may be of the wanted order.
    if (!isTextOrNothing(clientId)) throw new MalformedResponse(title, 200);
    const isPassed = except.includes(String(uid)) || (current !== null && uid === current.exchangeOrderId);
    return clientId === clientOrderId && !isPassed;
  };
  const other = isLastWord ? null : await inEvents(wire, isOther, since);
  const found = bearerOf([other, current].filter((order) => order !== null));
  if (found !== null && found.status !== 'rejected')
    return { kind: 'found', order: await withExecution(wire, await withFinalSizes(wire, found, since)) };
  const asksFills = !isRecent && (found === null ? inFills : older === undefined);
  const order = (asksFills ? await tradedOrder(wire, clientOrderId, since, except) : null) ?? found;
  return order === null ? { kind: 'absent' } : { kind: 'found', order };
}

export async function readOrder(
  wire: MarketWire,
  exchangeOrderId: string,
  since: number,
  withTrigger = false,
): Promise<ExchangeOrder | null> {
  const isWanted = (order: Json) => order.uid === exchangeOrderId;
  const found = (await currentOrder(wire, exchangeOrderId)) ?? (await inEvents(wire, isWanted, since, withTrigger));
  return found === null ? null : withExecution(wire, await withFinalSizes(wire, found, since));
}

/**
 * An order that has ended partly filled, whose quantity has two readings in orders/status, with the sizes of the event of its end. Another program
 * may have amended the order last, and that event counts the amendment. An event of an earlier moment, and a failed request, tell nothing.
 */
async function withFinalSizes(wire: MarketWire, order: ExchangeOrder, since: number): Promise<ExchangeOrder> {
  const { exchangeOrderId, filledQuantity, status } = order;
  if (order.quantity !== null || status !== 'canceled' || filledQuantity === null) return order;
  const isWanted = ({ uid }: Json) => uid === exchangeOrderId;
  const read = (query: Record<string, string>) => wire.read(endpoints.orderEvents, query);
  const end = await findInEvents(read, isWanted, since)
    .then(({ orders }) => orders[0])
    .catch(() => undefined);
  if (end?.status !== status || end.filledQuantity === null || !new Decimal(end.filledQuantity).eq(filledQuantity))
    return order;
  return { ...order, quantity: end.quantity, remainingQuantity: end.remainingQuantity };
}

/** In the order of `ids`: orders that are not open; only the events tell such orders. Open orders are read singly. */
export async function readOrders(
  wire: MarketWire,
  ids: readonly string[],
  since: number,
): Promise<(ExchangeOrder | null)[]> {
  const isWanted = (order: Json) => ids.includes(String(order.uid));
  const { orders: inOrders } = await eventsIn(wire, 'orderEvents', isWanted, since);
  const isTold = (id: string) => inOrders.some((order) => order.exchangeOrderId === id && order.status !== 'rejected');
  const inTriggers = ids.every(isTold) ? [] : (await eventsIn(wire, 'triggerEvents', isWanted, since)).orders;
  const found: (ExchangeOrder | null)[] = [];
  for (const id of ids) {
    const isThis = ({ exchangeOrderId }: ExchangeOrder) => exchangeOrderId === id;
    const last = lastWord(inOrders.filter(isThis), inTriggers.filter(isThis));
    found.push(last === null ? null : await unlessForgotten(wire, last));
  }
  return withExecutions(wire, found);
}

/** The order with this client order id that has a fill. An order that has a fill and cannot be read is not absent: throws. */
async function tradedOrder(
  wire: MarketWire,
  clientOrderId: string,
  since: number,
  except: readonly string[],
): Promise<ExchangeOrder | null> {
  const fills = (await fillsSince(wire, since)).filter(({ orderId }) => orderId === null || !except.includes(orderId));
  const named = fills.find((one) => one.clientOrderId === clientOrderId);
  const orderId = named?.orderId ?? (await orderOfUnnamedFill(wire, clientOrderId, fills, since));
  if (named === undefined && orderId === null) return null;
  const order = orderId === null ? null : await readOrder(wire, orderId, since);
  if (order === null || order.status === 'rejected') throw new MalformedResponse(title, 200);
  return order;
}

async function inEvents(
  wire: MarketWire,
  isWanted: (order: Json) => boolean,
  since: number,
  withTrigger = false,
): Promise<ExchangeOrder | null> {
  const inOrders = await eventsIn(wire, 'orderEvents', isWanted, since);
  const ordered = bearerOf(inOrders.orders);
  if (ordered !== null && ordered.status !== 'rejected' && !withTrigger) return unlessForgotten(wire, ordered);
  const inTriggers = await eventsIn(wire, 'triggerEvents', isWanted, since);
  const found = lastWord(inOrders.orders, inTriggers.orders);
  // An event that cannot be read may be of the order that bears the id.
  const isProof = inOrders.isWhole && inTriggers.isWhole;
  if (!isProof && (found === null || found.status === 'rejected')) throw new MalformedResponse(title, 200, 'event');
  return found === null ? null : unlessForgotten(wire, found);
}

function eventsIn(
  wire: MarketWire,
  list: 'orderEvents' | 'triggerEvents',
  isWanted: (order: Json) => boolean,
  since: number,
): Promise<ToldOrders> {
  return findInEvents((query) => wire.read(endpoints[list], query), isWanted, since);
}

/** A fired trigger goes on as an order: what the order events say is the later word. */
function lastWord(inOrders: readonly ExchangeOrder[], inTriggers: readonly ExchangeOrder[]): ExchangeOrder | null {
  const others = inTriggers.filter((trigger) => !inOrders.some((order) => isSame(order, trigger)));
  const found = bearerOf([...others, ...inOrders]);
  if (found === null) return null;
  const trigger = inTriggers.find((each) => isSame(each, found)) ?? found;
  const { stopPrice, createdAt, trailingPercent, trailingAmount, triggerPriceType } = trigger;
  // An order that came from a trigger has the time of the firing (recorded 2026-01); the trigger has the time of the order.
  return {
    ...found,
    ...(trailingPercent === undefined ? {} : { trailingPercent }),
    ...(trailingAmount === undefined ? {} : { trailingAmount }),
    ...(triggerPriceType === undefined ? {} : { triggerPriceType }),
    stopPrice: stopPrice ?? found.stopPrice,
    createdAt,
  };
}

function isSame(one: ExchangeOrder, other: ExchangeOrder): boolean {
  return one.exchangeOrderId === other.exchangeOrderId;
}

/**
 * `orders/status` knows every open order. If status has dropped an order that the events show as open, the events lag behind, or the
 * order appeared between the two requests.
 */
async function unlessForgotten(wire: MarketWire, order: ExchangeOrder): Promise<ExchangeOrder> {
  if (order.status !== 'open' && order.status !== 'partially_filled') return order;
  return (await currentOrder(wire, order.exchangeOrderId)) ?? { ...order, status: 'unknown' };
}

function currentOrder(wire: MarketWire, exchangeOrderId: string): Promise<ExchangeOrder | null> {
  return orderStatus(wire, { orderIds: exchangeOrderId }, (order) => order.exchangeOrderId === exchangeOrderId);
}

/** Null when the answer, whatever else is in it, does not hold the order asked for. */
async function orderStatus(
  wire: MarketWire,
  query: Record<string, string>,
  isWanted: (order: ExchangeOrder) => boolean,
): Promise<ExchangeOrder | null> {
  const entries = requiredList(title, await wire.read(endpoints.orderStatus, query), 'orders');
  const { rows, unread } = toldRows(
    entries.filter(({ error }) => !isOfTakenId(error)),
    namedOrder,
    () => ({}),
  );
  const found = bearerOf(rows.filter(isWanted));
  // The entry that cannot be read may be the order.
  if (unread.length > 0 && (found === null || found.status === 'rejected')) throw new MalformedResponse(title, 200);
  return found === null ? null : withOpenSizes(wire, found);
}

/** An entry without a readable id may be the wanted order. */
function namedOrder(entry: Json): ExchangeOrder {
  const { order } = entry;
  if (!isRecord(order) || !isTextOrNothing(order.cliOrdId)) throw new MalformedResponse(title, 200, 'cliOrdId');
  return orderFromStatus(entry);
}
