import { Decimal } from 'decimal.js';
import type { Customer, Exchange, Market } from './exchange.ts';
import { findMarket } from './exchange.ts';
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

/** Refusals by the engine carry an order id and a REJECT event with this reason; all others come without (docs.kraken.com, send-order and Derivatives REST). */
const rejectReasons: Record<string, string> = {
  postWouldExecute: 'POST_WOULD_EXECUTE',
  iocWouldNotExecute: 'IOC_WOULD_NOT_EXECUTE',
  wouldNotReducePosition: 'WOULD_NOT_REDUCE_POSITION',
  selfFill: 'WOULD_EXECUTE_SELF',
  outsidePriceCollar: 'PRICE_COLLAR',
};

/** POST sendorder. Always `result: success`: what became of the order is in `sendStatus.status`. */
export function sendOrder(exchange: Exchange, customer: Customer, params: Params) {
  const received = exchange.world.now();
  const request = readOrder(params);
  const market = findMarket(exchange, required(params, 'symbol'));
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
  const fault = faultOf(exchange, customer, market, request);
  if (fault && fault !== idTaken) return answer(fault);

  const order = newOrder(exchange, market, request);
  if (fault) {
    // The answer names no order, but orders/status and the order events list the refused one beside the bearer of the id.
    reject(exchange, customer, order, 'CLIENT_ORDER_ID_IN_USE');
    return answer(fault);
  }
  const reduced = trim(customer, order);
  const refusal = order.trigger ? null : engineRefusal(exchange, customer, market, order);
  if (refusal && !rejectReasons[refusal]) return answer(refusal);
  if (refusal) return answer(refusal, reject(exchange, customer, order, rejectReasons[refusal] ?? refusal), order);
  if (order.cliOrdId !== null) customer.clientOrderIds.add(order.cliOrdId);
  const events = order.trigger
    ? placeTrigger(exchange, customer, order)
    : enterBook(exchange, customer, order, 'new_user_order', reduced);
  return answer('placed', events, order);
}

/** What is wrong with the request itself, before the engine sees it. */
function faultOf(exchange: Exchange, customer: Customer, market: Market, request: OrderRequest): string | null {
  const { instrument } = market;
  const { mark } = quote(exchange.world, instrument);
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
  return customer.open.size >= exchange.settings.maxOpenOrders ? 'tooManyOrders' : null;
}

const idTaken = 'clientOrderIdAlreadyExist';

/** "It must be globally unique" (docs.kraken.com, send-order): an id stays used after its order has ended. */
function clientIdFault(customer: Customer, cliOrdId: string): string | null {
  if (cliOrdId.length > 100) return 'clientOrderIdTooBig';
  if (/[^\x20-\x7e]/.test(cliOrdId)) return 'clientOrderIdInvalid';
  return customer.clientOrderIds.has(cliOrdId) ? idTaken : null;
}

function newOrder(exchange: Exchange, market: Market, request: OrderRequest): Order {
  const now = exchange.world.now();
  const { orderType } = request;
  const isTrigger = orderType === 'stp' || orderType === 'take_profit' || orderType === 'trailing_stop';
  const protection = orderType === 'mkt' ? protectedPrice(exchange.world, market.instrument, request.side) : null;
  const kinds = { mkt: 'ioc', stp: 'lmt', take_profit: 'lmt', trailing_stop: 'ioc' } as const;
  const kind = orderType in kinds ? kinds[orderType as keyof typeof kinds] : (orderType as Order['kind']);
  const order: Order = {
    id: exchange.uid(),
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
  if (isTrigger) order.trigger = newTrigger(exchange, order, orderType, request);
  return order;
}

/** A stop fires when the price moves against the position, a take-profit when it moves for it: opposite sides of the trigger price. */
function newTrigger(exchange: Exchange, order: Order, orderType: Trigger['orderType'], request: OrderRequest): Trigger {
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
  if (trigger.trailing) trigger.price = trailingPrice(exchange, order, trigger);
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

function reject(exchange: Exchange, customer: Customer, order: Order, reason: string): OrderEvents {
  order.state = 'rejected';
  order.error = reason;
  order.endedAt = exchange.world.now();
  customer.ended.set(order.id, order);
  recordRejected(exchange, customer, order, reason);
  return [orderEvent('REJECT', order, { reason })];
}

function placeTrigger(exchange: Exchange, customer: Customer, order: Order): OrderEvents {
  customer.open.set(order.id, order);
  recordTrigger(exchange, customer, order, 'Placed');
  return [orderEvent('PLACE', order)];
}
