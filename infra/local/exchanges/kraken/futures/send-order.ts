import { Decimal } from 'decimal.js';
import type { OrderEvents } from './matching.ts';
import { enterBook, reducible } from './matching.ts';
import type { Order, Trigger } from './order.ts';
import { engineRefusal } from './order-checks.ts';
import { recordRejected, recordTrigger } from './order-history.ts';
import { iso, orderEvent } from './order-json.ts';
import type { OrderRequest } from './order-request.ts';
import { onTick, readOrder, sizeFault } from './order-request.ts';
import { protectedPrice, quote } from './prices.ts';
import type { Params } from './refusal.ts';
import { required, time } from './refusal.ts';
import { trailingPrice } from './triggers.ts';
import type { Customer, Market, Venue } from './venue.ts';
import { findMarket } from './venue.ts';

/** Refusals by the engine carry an order id and a REJECT event with this reason; all others come without (docs.kraken.com, send-order and Derivatives REST). */
const rejectReasons: Record<string, string> = {
  postWouldExecute: 'POST_WOULD_EXECUTE',
  iocWouldNotExecute: 'IOC_WOULD_NOT_EXECUTE',
  wouldNotReducePosition: 'WOULD_NOT_REDUCE_POSITION',
  selfFill: 'WOULD_EXECUTE_SELF',
  outsidePriceCollar: 'PRICE_COLLAR',
};

/** POST sendorder. Always `result: success`: what became of the order is in `sendStatus.status`. */
export function sendOrder(venue: Venue, customer: Customer, params: Params) {
  const received = venue.world.now();
  const request = readOrder(params);
  const market = findMarket(venue, required(params, 'symbol'));
  const before = time(params, 'processBefore');
  const answer = (status: string, events: OrderEvents = [], order?: Order) => ({
    sendStatus: {
      ...(order ? { order_id: order.id } : {}),
      status,
      receivedTime: iso(received),
      orderEvents: events,
      ...(order?.cliOrdId ? { cliOrdId: order.cliOrdId } : {}),
    },
  });
  if (typeof request === 'string') return answer(request);
  if (before !== null && received > before) return answer('wouldProcessAfterSpecifiedTime');
  if (!market) return answer('marketInactive');
  const fault = faultOf(venue, customer, market, request);
  if (fault && fault !== idTaken) return answer(fault);

  const order = newOrder(venue, market, request);
  if (fault) {
    // The answer names no order, but orders/status and the order events list the refused one beside the bearer of the id.
    reject(venue, customer, order, 'CLIENT_ORDER_ID_IN_USE');
    return answer(fault);
  }
  const reduced = trim(customer, order);
  const refusal = order.trigger ? null : engineRefusal(venue, customer, market, order);
  if (refusal && !rejectReasons[refusal]) return answer(refusal);
  if (refusal) return answer(refusal, reject(venue, customer, order, rejectReasons[refusal] ?? refusal), order);
  if (order.cliOrdId !== null) customer.clientOrderIds.add(order.cliOrdId);
  const events = order.trigger
    ? placeTrigger(venue, customer, order)
    : enterBook(venue, customer, order, 'new_user_order', reduced);
  return answer('placed', events, order);
}

/** What is wrong with the request itself, before the engine sees it. */
function faultOf(venue: Venue, customer: Customer, market: Market, request: OrderRequest): string | null {
  const { instrument } = market;
  const { mark } = quote(venue.world, instrument);
  if (market.suspended) return 'marketSuspended';
  if (market.postOnly && request.orderType !== 'post') return 'marketIsPostOnly';
  const size = sizeFault(instrument, request.size, mark);
  if (size) return size;
  if (!onTick(instrument, request.limitPrice) || !onTick(instrument, request.stopPrice)) return 'invalidPrice';
  if (request.limitPrice && request.offset) return 'invalidPrice';
  const { trailing } = request;
  if (trailing?.unit === 'QUOTE_CURRENCY' && !onTick(instrument, trailing.deviation)) return 'invalidPrice';
  const identity = request.cliOrdId === null ? null : clientIdFault(customer, request.cliOrdId);
  if (identity) return identity;
  return customer.open.size >= venue.settings.maxOpenOrders ? 'tooManyOrders' : null;
}

const idTaken = 'clientOrderIdAlreadyExist';

/** "It must be globally unique" (docs.kraken.com, send-order): an id stays used after its order has ended. */
function clientIdFault(customer: Customer, cliOrdId: string): string | null {
  if (cliOrdId.length > 100) return 'clientOrderIdTooBig';
  if (/[^\x20-\x7e]/.test(cliOrdId)) return 'clientOrderIdInvalid';
  return customer.clientOrderIds.has(cliOrdId) ? idTaken : null;
}

function newOrder(venue: Venue, market: Market, request: OrderRequest): Order {
  const now = venue.world.now();
  const { orderType } = request;
  const isTrigger = orderType === 'stp' || orderType === 'take_profit' || orderType === 'trailing_stop';
  const protection = orderType === 'mkt' ? protectedPrice(venue.world, market.instrument, request.side) : null;
  const kinds = { mkt: 'ioc', stp: 'lmt', take_profit: 'lmt', trailing_stop: 'ioc' } as const;
  const kind = orderType in kinds ? kinds[orderType as keyof typeof kinds] : (orderType as Order['kind']);
  const order: Order = {
    id: venue.uid(),
    cliOrdId: request.cliOrdId,
    symbol: market.instrument.symbol,
    side: request.side,
    kind: isTrigger && !request.limitPrice && !request.offset ? 'ioc' : isTrigger ? 'lmt' : kind,
    size: request.size,
    filled: new Decimal(0),
    limitPrice: protection ?? request.limitPrice,
    reduceOnly: request.reduceOnly,
    placedAt: now,
    updatedAt: now,
    trigger: null,
    state: isTrigger ? 'waiting' : 'open',
    endedAt: null,
    reason: 'NEW_USER_ORDER',
    error: null,
  };
  if (isTrigger) order.trigger = newTrigger(venue, order, orderType, request);
  return order;
}

/** A stop fires when the price moves against the position, a take-profit when it moves for it: opposite sides of the trigger price. */
function newTrigger(venue: Venue, order: Order, orderType: Trigger['orderType'], request: OrderRequest): Trigger {
  const buys = order.side === 'buy';
  const trigger: Trigger = {
    orderType,
    price: request.stopPrice ?? new Decimal(0),
    signal: request.signal,
    above: orderType === 'take_profit' ? !buys : buys,
    trailing: request.trailing,
    offset: request.offset,
    firedAt: null,
  };
  if (trigger.trailing) trigger.price = trailingPrice(venue, order, trigger);
  return trigger;
}

/** An oversize reduce-only order is cut to the position; answers what was cut off, null for other orders. */
function trim(customer: Customer, order: Order): Decimal | null {
  if (!order.reduceOnly || order.trigger) return null;
  const size = Decimal.min(order.size, reducible(customer, order.symbol, order.side));
  const reduced = order.size.sub(size);
  if (size.gt(0)) order.size = size;
  return reduced;
}

function reject(venue: Venue, customer: Customer, order: Order, reason: string): OrderEvents {
  order.state = 'rejected';
  order.error = reason;
  order.endedAt = venue.world.now();
  customer.ended.set(order.id, order);
  recordRejected(venue, customer, order, reason);
  return [orderEvent('REJECT', order, { reason })];
}

function placeTrigger(venue: Venue, customer: Customer, order: Order): OrderEvents {
  customer.open.set(order.id, order);
  recordTrigger(venue, customer, order, 'Placed');
  return [orderEvent('PLACE', order)];
}
