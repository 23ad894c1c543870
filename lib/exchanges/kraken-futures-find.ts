import { GarbledAnswer } from './errors.ts';
import { Decimal } from './exact-decimal.ts';
import type { ExchangeOrder, OrderStatus } from './exchange.ts';
import { orderTypeOf } from './kraken-futures-orders.ts';
import { isRecord, type Json, optionalText, positive, requiredList, requiredText } from './read-answer.ts';

const title = 'Kraken Futures';

type ReadEvents = (query: Record<string, string>) => Promise<unknown>;

/** Pages of order events read for one look-up; an account with more events than that since the order was sent is not read completely. */
const maxPages = 20;

/**
 * The order as the history service's events tell it, which keep orders that `orders/status` has forgotten. Throws when the events
 * could not be read to the end: only a complete read may say "absent".
 */
export const findInEvents = async (
  read: ReadEvents,
  isWanted: (order: Json) => boolean,
  since: number,
  symbolOf: (contract: string) => string,
): Promise<ExchangeOrder | null> => {
  let latest: { name: string; order: Json } | null = null;
  let continuationToken: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await read({
      since: String(since),
      sort: 'asc',
      ...(continuationToken === null ? {} : { continuation_token: continuationToken }),
    });
    for (const element of requiredList(title, answer, 'elements')) {
      const found = eventOf(element, isWanted);
      if (found !== null) latest = found;
    }
    continuationToken = isRecord(answer) ? optionalText(answer.continuationToken) : null;
    if (continuationToken === null) return latest === null ? null : orderFromEvent(latest.name, latest.order, symbolOf);
  }
  throw new GarbledAnswer(title, 200);
};

/** `{event: {OrderUpdated: {newOrder, oldOrder, …}}}`: the name of the event and the order after it, if it is the one looked for. */
const eventOf = (element: Json, isWanted: (order: Json) => boolean): { name: string; order: Json } | null => {
  const [entry] = isRecord(element.event) ? Object.entries(element.event) : [];
  if (entry === undefined || !isRecord(entry[1])) return null;
  const [name, detail] = entry as [string, Json];
  const order = detail.newOrder ?? detail.order;
  return isRecord(order) && isWanted(order) ? { name, order } : null;
};

const endings: Record<string, OrderStatus> = {
  OrderCancelled: 'canceled',
  OrderTriggerCancelled: 'canceled',
  OrderRejected: 'rejected',
  OrderEditRejected: 'open',
};

/** In events `quantity` is what is still open and `filled` what is done: their sum is what was ordered. */
const orderFromEvent = (name: string, order: Json, symbolOf: (contract: string) => string): ExchangeOrder => {
  const filled = new Decimal(String(order.filled ?? 0));
  const open = new Decimal(String(order.quantity ?? 0));
  const working: OrderStatus = open.isZero() && filled.gt(0) ? 'filled' : filled.gt(0) ? 'partially_filled' : 'open';
  const price = positive(order.limitPrice);
  return {
    exchangeOrderId: requiredText(title, order, 'uid'),
    clientOrderId: optionalText(order.clientId),
    symbol: symbolOf(String(order.tradeable)),
    side: String(order.direction).toLowerCase() === 'buy' ? 'buy' : 'sell',
    type: orderTypeOf(String(order.orderType), price),
    status: endings[name] ?? working,
    quantity: open.plus(filled).toFixed(),
    filledQuantity: filled.toFixed(),
    remainingQuantity: open.toFixed(),
    averagePrice: null,
    price,
    stopPrice: positive(
      order.triggerPrice ?? (isRecord(order.triggerOptions) ? order.triggerOptions.triggerPrice : null),
    ),
    timeInForce: null,
    postOnly: String(order.orderType).toLowerCase() === 'post',
    reduceOnly: typeof order.reduceOnly === 'boolean' ? order.reduceOnly : null,
    createdAt: Number(order.timestamp) || null,
  };
};
