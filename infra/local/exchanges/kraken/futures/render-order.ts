import type { Decimal } from 'decimal.js';
import type { Fill } from '../../engine/account.ts';
import type { Order, OrderState, OrderTerms, Trigger } from '../../engine/order.ts';
import { isArmed, remainingOf } from '../../engine/order.ts';
import { type AnswerShapes, clientIdIn } from './answer-shapes.ts';
import { causeName, kindOf, rejectionName } from './order-words.ts';

/** A JSON number; never negative zero. */
export function number(value: Decimal | null): number | null {
  return value === null ? null : value.toNumber() + 0;
}
export function iso(time: number): string {
  return new Date(time).toISOString();
}

function symbolOf({ market }: OrderTerms): string {
  return market.terms.symbol;
}

type Counts = AnswerShapes['quantity'];

/** The `order` of an order event (docs.kraken.com, send-order: OrderJson). */
export function orderJson(order: Order, counts: Counts) {
  return {
    orderId: order.id,
    cliOrdId: order.clientOrderId,
    type: kindOf(order),
    symbol: symbolOf(order),
    side: order.side,
    quantity: number(counts === 'open' ? remainingOf(order) : order.quantity),
    filled: number(order.filled),
    limitPrice: number(order.limitPrice),
    reduceOnly: order.reduceOnly,
    timestamp: iso(order.placedAt),
    lastUpdateTimestamp: iso(order.updatedAt),
  };
}

/** The `orderTrigger` of an order event: a market order to be is called `ioc`. */
export function triggerJson(order: Order, trigger: Trigger) {
  return {
    uid: order.id,
    clientId: order.clientOrderId,
    type: kindOf(order),
    symbol: symbolOf(order),
    side: order.side,
    quantity: number(order.quantity),
    limitPrice: number(order.limitPrice),
    triggerPrice: number(trigger.price),
    triggerSide: `trigger_${trigger.fires}`,
    triggerSignal: `${signalName(trigger)}_price`,
    reduceOnly: order.reduceOnly,
    timestamp: iso(order.placedAt),
    lastUpdateTimestamp: iso(order.updatedAt),
    startTime: null,
  };
}

/** An event of placing or cancelling names an order that waits for the trigger differently from an order in the book. */
export function orderEvent(
  type: 'PLACE' | 'CANCEL' | 'REJECT',
  order: Order,
  counts: Counts,
  extra: Record<string, unknown> = {},
) {
  const uid = type === 'PLACE' ? {} : { uid: order.id };
  const waiting = isArmed(order) && order.trigger;
  const subject = waiting ? { orderTrigger: triggerJson(order, waiting) } : { order: orderJson(order, counts) };
  return { type, ...uid, ...subject, ...extra };
}

/**
 * The EXECUTION event of an order answer. `orderPriorExecution` counts the open quantity before the execution: of three executions in one
 * answer, the second and third told less than the whole order (the sums of ccxt issue 23469).
 */
export function executionEvent(fill: Fill, extra: Record<string, unknown>) {
  return {
    type: 'EXECUTION',
    executionId: fill.id,
    price: fill.price.toNumber(),
    amount: fill.quantity.toNumber(),
    orderPriorEdit: null,
    orderPriorExecution: orderJson(fill.before, 'open'),
    takerReducedQuantity: null,
    ...extra,
  };
}

/** openorders lists `lmt`, `stop` and `take_profit` only (docs.kraken.com, get-open-orders). */
export function openOrderJson(order: Order, { triggerSizes, clientIds }: AnswerShapes) {
  const { trigger } = order;
  const waiting = order.state === 'waiting' && trigger;
  return {
    order_id: order.id,
    ...clientIdIn(order.clientOrderId, clientIds),
    symbol: symbolOf(order),
    side: order.side,
    orderType: waiting ? (trigger.kind === 'target' ? 'take_profit' : 'stop') : 'lmt',
    ...(order.limitPrice === null ? {} : { limitPrice: number(order.limitPrice) }),
    ...(waiting ? { stopPrice: number(trigger.price), triggerSignal: signalName(trigger) } : {}),
    ...(waiting && triggerSizes === 'left-out' ? {} : { unfilledSize: number(remainingOf(order)) }),
    receivedTime: iso(order.placedAt),
    status: order.filled.isZero() ? 'untouched' : 'partiallyFilled',
    filledSize: number(order.filled),
    reduceOnly: order.reduceOnly,
    lastUpdateTime: iso(order.updatedAt),
  };
}

const statusNames: Record<OrderState, string> = {
  scheduled: 'TRIGGER_PLACED',
  waiting: 'TRIGGER_PLACED',
  open: 'ENTERED_BOOK',
  filled: 'FULLY_EXECUTED',
  cancelled: 'CANCELLED',
  expired: 'CANCELLED',
  rejected: 'REJECTED',
};

/** An element of orders/status. */
export function statusJson(order: Order, { quantity: counts, clientIds }: AnswerShapes) {
  const { trigger } = order;
  const armed = isArmed(order);
  const failed = order.state === 'rejected' && trigger !== null && !armed;
  const options = trigger && {
    triggerPrice: number(trigger.price),
    triggerSide: `TRIGGER_${trigger.fires.toUpperCase()}`,
    triggerSignal: `${signalName(trigger).toUpperCase()}_PRICE`,
  };
  const { orderId, cliOrdId, symbol, side, quantity, filled, limitPrice, ...rest } = orderJson(order, counts);
  return {
    order: {
      type: armed ? 'TRIGGER_ORDER' : 'ORDER',
      ...{ orderId, [clientIds === 'cli_ord_id' ? clientIds : 'cliOrdId']: cliOrdId },
      ...{ symbol, side, quantity, limitPrice },
      filled: armed ? null : filled,
      reduceOnly: rest.reduceOnly,
      timestamp: rest.timestamp,
      lastUpdateTimestamp: rest.lastUpdateTimestamp,
      ...(options ? { priceTriggerOptions: options } : {}),
      ...(trigger?.firedAt ? { triggerTime: iso(trigger.firedAt) } : {}),
    },
    status: failed ? 'TRIGGER_ACTIVATION_FAILURE' : statusNames[order.state],
    updateReason: order.cause === 'placed' ? null : causeName(order.cause),
    error: rejectionName(order),
  };
}

function signalName({ signal }: Trigger): string {
  return signal === 'index' ? 'spot' : signal;
}
