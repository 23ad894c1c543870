import type { Decimal } from 'decimal.js';
import type { Customer } from './exchange.ts';
import type { Order, Trigger } from './order.ts';
import { remaining } from './order.ts';

/** A JSON number; never negative zero. */
export function number(value: Decimal | null) {
  return value === null ? null : value.toNumber() + 0;
}
export function iso(time: number) {
  return new Date(time).toISOString();
}

/** The `order` of an order event (docs.kraken.com, send-order: OrderJson). */
export function orderJson(order: Order) {
  return {
    orderId: order.id,
    cliOrdId: order.cliOrdId,
    type: order.kind,
    symbol: order.symbol,
    side: order.side,
    quantity: number(order.size),
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
    clientId: order.cliOrdId,
    type: order.kind,
    symbol: order.symbol,
    side: order.side,
    quantity: number(order.size),
    limitPrice: number(order.limitPrice),
    triggerPrice: number(trigger.price),
    triggerSide: trigger.above ? 'trigger_above' : 'trigger_below',
    triggerSignal: `${signalName(trigger)}_price`,
    reduceOnly: order.reduceOnly,
    timestamp: iso(order.placedAt),
    lastUpdateTimestamp: iso(order.updatedAt),
    startTime: null,
  };
}

/** An event of placing or cancelling names the order one way while it waits for its trigger, another way in the book. */
export function orderEvent(type: 'PLACE' | 'CANCEL' | 'REJECT', order: Order, extra: Record<string, unknown> = {}) {
  const uid = type === 'PLACE' ? {} : { uid: order.id };
  const waiting = order.trigger !== null && order.trigger.firedAt === null;
  const subject =
    waiting && order.trigger ? { orderTrigger: triggerJson(order, order.trigger) } : { order: orderJson(order) };
  return { type, ...uid, ...subject, ...extra };
}

/** openorders lists `lmt`, `stop` and `take_profit` only (docs.kraken.com, get-open-orders). */
export function openOrderJson(order: Order) {
  const { trigger } = order;
  const waiting = order.state === 'waiting' && trigger;
  return {
    order_id: order.id,
    ...(order.cliOrdId === null ? {} : { cliOrdId: order.cliOrdId }),
    symbol: order.symbol,
    side: order.side,
    orderType: waiting ? (trigger.orderType === 'take_profit' ? 'take_profit' : 'stop') : 'lmt',
    ...(order.limitPrice === null ? {} : { limitPrice: number(order.limitPrice) }),
    ...(waiting ? { stopPrice: number(trigger.price), triggerSignal: signalName(trigger) } : {}),
    unfilledSize: number(remaining(order)),
    receivedTime: iso(order.placedAt),
    status: order.filled.isZero() ? 'untouched' : 'partiallyFilled',
    filledSize: number(order.filled),
    reduceOnly: order.reduceOnly,
    lastUpdateTime: iso(order.updatedAt),
  };
}

const statusNames: Record<Order['state'], string> = {
  waiting: 'TRIGGER_PLACED',
  open: 'ENTERED_BOOK',
  filled: 'FULLY_EXECUTED',
  cancelled: 'CANCELLED',
  rejected: 'REJECTED',
};

/** An element of orders/status. */
export function statusJson(order: Order) {
  const { trigger } = order;
  const neverFired = trigger !== null && trigger.firedAt === null;
  const failed = order.state === 'rejected' && trigger !== null && !neverFired;
  const options = trigger && {
    triggerPrice: number(trigger.price),
    triggerSide: trigger.above ? 'TRIGGER_ABOVE' : 'TRIGGER_BELOW',
    triggerSignal: `${signalName(trigger).toUpperCase()}_PRICE`,
  };
  const { orderId, cliOrdId, symbol, side, quantity, filled, limitPrice, ...rest } = orderJson(order);
  return {
    order: {
      type: neverFired ? 'TRIGGER_ORDER' : 'ORDER',
      ...{ orderId, cliOrdId, symbol, side, quantity, limitPrice },
      filled: neverFired ? null : filled,
      reduceOnly: rest.reduceOnly,
      timestamp: rest.timestamp,
      lastUpdateTimestamp: rest.lastUpdateTimestamp,
      ...(options ? { priceTriggerOptions: options } : {}),
      ...(trigger?.firedAt ? { triggerTime: iso(trigger.firedAt) } : {}),
    },
    status: failed ? 'TRIGGER_ACTIVATION_FAILURE' : statusNames[order.state],
    updateReason: order.reason === 'NEW_USER_ORDER' ? null : order.reason,
    error: order.error,
  };
}

function signalName(trigger: Trigger) {
  return trigger.signal === 'index' ? 'spot' : trigger.signal;
}

const historyTypes: Record<Order['kind'], string> = {
  lmt: 'Limit',
  post: 'Post',
  ioc: 'IoC',
  fok: 'IoC',
  liquidation: 'Liquidation',
};

/** The order of a history event. `quantity` is what is still open there: a filled order shows 0 (recorded answers in CCXT's comments). */
export function historyOrder(customer: Customer, order: Order) {
  return {
    uid: order.id,
    accountUid: customer.accountUid,
    tradeable: order.symbol,
    direction: order.side === 'buy' ? 'Buy' : 'Sell',
    quantity: remaining(order).toFixed(),
    filled: order.filled.toFixed(),
    timestamp: order.placedAt,
    limitPrice: order.limitPrice?.toFixed() ?? '0',
    orderType: historyTypes[order.kind],
    clientId: order.cliOrdId ?? '',
    reduceOnly: order.reduceOnly,
    lastUpdateTimestamp: order.updatedAt,
    spotData: null,
  };
}

function unitName(unit: 'PERCENT' | 'QUOTE_CURRENCY') {
  return unit === 'PERCENT' ? 'Percent' : 'QuoteCurrency';
}

export function historyTrigger(customer: Customer, order: Order, trigger: Trigger) {
  const { quantity, filled, spotData, ...rest } = historyOrder(customer, order);
  return {
    ...rest,
    accountId: 1,
    quantity,
    orderType: { stp: 'Stop', take_profit: 'TakeProfit', trailing_stop: 'TrailingStop' }[trigger.orderType],
    triggerOptions: {
      triggerPrice: trigger.price.toFixed(),
      triggerSignal: { mark: 'MarkPrice', index: 'SpotPrice', last: 'LastPrice' }[trigger.signal],
      triggerSide: trigger.above ? 'Above' : 'Below',
      ...(trigger.trailing
        ? {
            trailingStopOptions: {
              maxDeviation: trigger.trailing.deviation.toFixed(),
              unit: unitName(trigger.trailing.unit),
            },
          }
        : {}),
      ...(trigger.offset
        ? { limitPriceOffset: { priceOffset: trigger.offset.value.toFixed(), unit: unitName(trigger.offset.unit) } }
        : {}),
    },
  };
}
