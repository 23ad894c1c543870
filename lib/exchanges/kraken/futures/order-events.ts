import { Decimal } from '../../../decimal.ts';
import type { ExchangeOrder, OrderStatus } from '../../model/order.ts';
import {
  epochMs,
  isRecord,
  type Json,
  optionalText,
  positive,
  records,
  requiredList,
  requiredRecord,
  requiredText,
} from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { toldRows } from '../../wire/told-rows.ts';
import { rejectedOrCut, sideOf } from './described-orders.ts';
import { kindOfEvent } from './order-kinds.ts';
import { type Sizes, sizeIn, sizesOfParts } from './order-sizes.ts';
import { changedAt, distanceOf, signalOf } from './order-terms.ts';

const title = 'Kraken Futures';

type ReadEvents = (query: Record<string, string>) => Promise<unknown>;

/** Pages of order events read for one look-up; an account with more events than that since the order was sent is not read completely. */
const maxPages = 20;

/** A page this short is the end where the body names no further page. */
const shortPage = 100;

export interface ToldOrders {
  readonly orders: readonly ExchangeOrder[];
  /** False: an event that cannot be read may be of a wanted order. An order that is not told, or told as rejected, is then not proven so. */
  readonly isWhole: boolean;
}

/**
 * The wanted orders from the history service's events, each by its latest event, latest last. Events keep orders that `orders/status` has
 * dropped. An event that cannot be read hides no other. Throws when the events could not be read to the end.
 */
export async function findInEvents(
  read: ReadEvents,
  isWanted: (order: Json) => boolean,
  since: number,
): Promise<ToldOrders> {
  const latest = new Map<string, ExchangeOrder>();
  let isWhole = true;
  let place: Record<string, string> | null = { since: String(since) };
  for (let page = 0; page < maxPages && place !== null; page += 1) {
    const answer = await read({ sort: 'asc', ...place });
    const elements = requiredList(title, answer, 'elements');
    const told = toldRows(
      elements,
      (element) => toldBy(element, isWanted),
      () => ({}),
    );
    if (told.unread.length > 0) isWhole = false;
    for (const order of told.rows.flat()) {
      latest.delete(order.exchangeOrderId);
      latest.set(order.exchangeOrderId, order);
    }
    place = nextPlace(place, elements, isRecord(answer) ? optionalText(answer.continuationToken) : null);
  }
  if (place !== null) throw new MalformedResponse(title, 200);
  return { orders: [...latest.values()], isWhole };
}

function toldBy(element: Json, isWanted: (order: Json) => boolean): ExchangeOrder[] {
  const found = eventOf(element, isWanted);
  return found === null ? [] : [{ ...orderFromEvent(found), ...changedAt(element.timestamp) }];
}

/**
 * Where the next page begins; null at the end. A header or the body names the next page (see `endpoints.ts`), and docs.kraken.com requires
 * neither (get-order-events: `len` and `elements` alone). So a long page without a name is not the end: the reading goes on a millisecond before
 * the last event of the page, because no page says whether `since` includes the moment. Throws where a page has no later event: an unread rest
 * proves nothing.
 */
function nextPlace(
  place: Readonly<Record<string, string>>,
  elements: readonly Json[],
  token: string | null,
): Record<string, string> | null {
  if (token !== null) return { since: place.since ?? '', continuation_token: token };
  if (elements.length < shortPage) return null;
  const last = elements.map(({ timestamp }) => epochMs(timestamp)).findLast((time) => time !== null) ?? null;
  if (last === null || last - 1 <= Number(place.since)) throw new MalformedResponse(title, 200);
  return { since: String(last - 1) };
}

/**
 * Kraken also lists a refused duplicate of an order, under the same client order id and with a new exchange id. This picks the order that
 * was not refused (docs.kraken.com futures send-order, get-order-status).
 */
export function bearerOf(orders: readonly ExchangeOrder[]): ExchangeOrder | null {
  return orders.findLast(({ status }) => status !== 'rejected') ?? orders.at(-1) ?? null;
}

/**
 * An order refused for this reason never had the id. It only shows that a different order has the id, perhaps an order that is not
 * visible yet.
 */
export function isOfTakenId(error: unknown): boolean {
  return String(error).toUpperCase() === 'CLIENT_ORDER_ID_IN_USE';
}

/**
 * Events that tell no order after the event (docs.kraken.com, get-order-events and get-trigger-events): a refused edit tells the old and the
 * attempted order, and the order stands as earlier events tell.
 */
const withoutOrder: readonly string[] = ['OrderNotFound', 'OrderEditRejected', 'OrderTriggerEditRejected'];

interface OrderEvent {
  readonly name: string;
  readonly order: Json;
  readonly reason: unknown;
}

/**
 * `{event: {OrderUpdated: {newOrder, oldOrder, …}}}`: the name of the event and the order after the event. Null for other orders. Throws for
 * an event that cannot be read: the event may be of the wanted order, and leaving it out would prove absence.
 */
function eventOf(element: Json, isWanted: (order: Json) => boolean): OrderEvent | null {
  const [entry] = records(requiredRecord(title, element, 'event'));
  if (entry === undefined) throw new MalformedResponse(title, 200);
  const [name, detail] = entry;
  if (withoutOrder.includes(name) || isOfTakenId(detail.orderError)) return null;
  const order = detail.newOrder ?? detail.newOrderTrigger ?? detail.order;
  if (!isRecord(order)) throw new MalformedResponse(title, 200);
  return isWanted(order) ? { name, order, reason: detail.reason } : null;
}

/**
 * A cancellation with nothing open beside an executed part has two readings: nothing was left to cancel, or the event counts what is open after the
 * cancellation. The feed of the exchange tells the end of a filled order as a cancellation with the reason `full_fill` (docs.kraken.com, open_orders).
 * A filled order that is told as canceled would be bought twice. With another reason the size of the order is not told.
 */
function cancellation(
  reason: unknown,
  filled: Decimal | null,
  open: Decimal | null,
): Pick<ExchangeOrder, 'status'> & Sizes {
  const isEmptied = open?.isZero() === true && filled?.gt(0) === true;
  if (!isEmptied) return { ...sizesOfParts(filled, open), status: 'canceled' };
  const isFull = optionalText(reason) === null || /full_?fill/i.test(String(reason));
  return isFull
    ? { ...sizesOfParts(filled, open), status: 'filled' }
    : { ...sizesOfParts(filled, null), status: 'canceled' };
}

const endings: Record<string, OrderStatus> = {
  OrderTriggerCancelled: 'canceled',
  OrderRejected: 'rejected',
};

/** In events `quantity` is the open part (recorded: 0 beside filled 0.1) and `filled` the executed part, which events of triggers lack. */
function orderFromEvent({ name, order, reason }: OrderEvent): ExchangeOrder {
  const isWaiting = isRecord(order.triggerOptions) && name !== 'OrderTriggerActivated';
  const filled = sizeIn(order.filled) ?? (isWaiting ? new Decimal(0) : null);
  const open = sizeIn(order.quantity);
  return {
    ...kindOfEvent(order),
    ...(name === 'OrderCancelled' ? cancellation(reason, filled, open) : working(name, filled, open)),
    exchangeOrderId: requiredText(title, order, 'uid'),
    clientOrderId: optionalText(order.clientId),
    symbol: requiredText(title, order, 'tradeable'),
    store: 'regular',
    side: sideOf(order.direction),
    averagePrice: null,
    stopPrice: positive(
      order.triggerPrice ?? (isRecord(order.triggerOptions) ? order.triggerOptions.triggerPrice : null),
    ),
    reduceOnly: typeof order.reduceOnly === 'boolean' ? order.reduceOnly : null,
    // Epoch ms (recorded 2024-02: '1707258274849').
    createdAt: epochMs(order.timestamp),
    ...triggerTermsOf(order),
  };
}

function working(name: string, filled: Decimal | null, open: Decimal | null): Pick<ExchangeOrder, 'status'> & Sizes {
  const status = rejectedOrCut(endings[name] ?? workingStatus(filled, open), filled);
  return { ...sizesOfParts(filled, open), status };
}

function triggerTermsOf({ triggerOptions }: Json) {
  return isRecord(triggerOptions) ? { ...signalOf(triggerOptions.triggerSignal), ...distanceOf(triggerOptions) } : {};
}

/** An event that tells no open part says nothing of where the order stands; neither does an order without any size. */
function workingStatus(filled: Decimal | null, open: Decimal | null): OrderStatus {
  if (open === null) return 'unknown';
  if (open.gt(0)) return filled?.gt(0) ? 'partially_filled' : 'open';
  return filled?.gt(0) ? 'filled' : 'unknown';
}
