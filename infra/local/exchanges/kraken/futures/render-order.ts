import type { Decimal } from 'decimal.js';
import type { Account, Fill } from '../../engine/account.ts';
import type { Cause, Offset, Order, OrderState, OrderTerms, Rejection, Trigger } from '../../engine/order.ts';
import { isArmed, remainingOf } from '../../engine/order.ts';

/** A JSON number; never negative zero. */
export function number(value: Decimal | null): number | null {
  return value === null ? null : value.toNumber() + 0;
}
export function iso(time: number): string {
  return new Date(time).toISOString();
}

/** Kraken's words for why an order last changed. */
const causeNames: Partial<Record<Cause, string>> = {
  placed: 'NEW_USER_ORDER',
  triggered: 'STOP_ORDER_TRIGGERED',
  liquidation: 'LIQUIDATION_ORDER',
  filled: 'FULL_FILL',
  partlyFilled: 'PARTIAL_FILL',
  trailed: 'TRAILING_STOP_PRICE_UPDATED',
  amended: 'EDITED_BY_USER',
  cancelledByCustomer: 'CANCELLED_BY_USER',
  immediateRemainder: 'IOC_WOULD_NOT_EXECUTE_REASON',
  wouldNotReduce: 'WOULD_NOT_REDUCE_POSITION',
  notEnoughMargin: 'NOT_ENOUGH_MARGIN',
  contractExpired: 'CONTRACT_EXPIRED',
};

export function causeName(cause: Cause): string {
  return causeNames[cause] ?? cause.toUpperCase();
}

/** Kraken's words for rejections, in events and in orders/status. */
const rejectionNames: Partial<Record<Rejection, string>> = {
  clientOrderIdTaken: 'CLIENT_ORDER_ID_IN_USE',
  postOnlyWouldTrade: 'POST_WOULD_EXECUTE',
  immediateWouldNotTrade: 'IOC_WOULD_NOT_EXECUTE',
  wouldNotReduce: 'WOULD_NOT_REDUCE_POSITION',
  selfTrade: 'WOULD_EXECUTE_SELF',
  outsidePriceCollar: 'PRICE_COLLAR',
  notEnoughMargin: 'INSUFFICIENT_MARGIN',
};

export function rejectionName({ rejection }: Order): string | null {
  return rejection && (rejectionNames[rejection] ?? rejection.toUpperCase());
}

type Kind = 'lmt' | 'post' | 'ioc' | 'fok' | 'liquidation';

/** Kraken's type of an order in the book, or of the order that a trigger will become. */
export function kindOf({ origin, postOnly, timeInForce }: Pick<Order, 'origin' | 'postOnly' | 'timeInForce'>): Kind {
  if (origin === 'liquidation') return 'liquidation';
  if (postOnly) return 'post';
  return timeInForce === 'IOC' ? 'ioc' : timeInForce === 'FOK' ? 'fok' : 'lmt';
}

function symbolOf({ market }: OrderTerms): string {
  return market.terms.symbol;
}

/** The `order` of an order event (docs.kraken.com, send-order: OrderJson). */
export function orderJson(order: Order) {
  return {
    orderId: order.id,
    cliOrdId: order.clientOrderId,
    type: kindOf(order),
    symbol: symbolOf(order),
    side: order.side,
    quantity: number(order.quantity),
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

/** An event of placing or cancelling names the order one way while the order waits for its trigger, another way in the book. */
export function orderEvent(type: 'PLACE' | 'CANCEL' | 'REJECT', order: Order, extra: Record<string, unknown> = {}) {
  const uid = type === 'PLACE' ? {} : { uid: order.id };
  const waiting = isArmed(order) && order.trigger;
  const subject = waiting ? { orderTrigger: triggerJson(order, waiting) } : { order: orderJson(order) };
  return { type, ...uid, ...subject, ...extra };
}

/** The EXECUTION event of an order answer. */
export function executionEvent(fill: Fill, extra: Record<string, unknown>) {
  return {
    type: 'EXECUTION',
    executionId: fill.id,
    price: fill.price.toNumber(),
    amount: fill.quantity.toNumber(),
    orderPriorEdit: null,
    orderPriorExecution: orderJson(fill.before),
    takerReducedQuantity: null,
    ...extra,
  };
}

/** openorders lists `lmt`, `stop` and `take_profit` only (docs.kraken.com, get-open-orders). */
export function openOrderJson(order: Order) {
  const { trigger } = order;
  const waiting = order.state === 'waiting' && trigger;
  return {
    order_id: order.id,
    ...(order.clientOrderId === null ? {} : { cliOrdId: order.clientOrderId }),
    symbol: symbolOf(order),
    side: order.side,
    orderType: waiting ? (trigger.kind === 'target' ? 'take_profit' : 'stop') : 'lmt',
    ...(order.limitPrice === null ? {} : { limitPrice: number(order.limitPrice) }),
    ...(waiting ? { stopPrice: number(trigger.price), triggerSignal: signalName(trigger) } : {}),
    unfilledSize: number(remainingOf(order)),
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
export function statusJson(order: Order) {
  const { trigger } = order;
  const armed = isArmed(order);
  const failed = order.state === 'rejected' && trigger !== null && !armed;
  const options = trigger && {
    triggerPrice: number(trigger.price),
    triggerSide: `TRIGGER_${trigger.fires.toUpperCase()}`,
    triggerSignal: `${signalName(trigger).toUpperCase()}_PRICE`,
  };
  const { orderId, cliOrdId, symbol, side, quantity, filled, limitPrice, ...rest } = orderJson(order);
  return {
    order: {
      type: armed ? 'TRIGGER_ORDER' : 'ORDER',
      ...{ orderId, cliOrdId, symbol, side, quantity, limitPrice },
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

const historyTypes: Record<Kind, string> = {
  lmt: 'Limit',
  post: 'Post',
  ioc: 'IoC',
  fok: 'IoC',
  liquidation: 'Liquidation',
};

/** The order of a history event. `quantity` is still open there: a filled order shows 0 (recorded answers in CCXT's comments). */
export function historyOrder({ uid }: Account, order: Order) {
  return {
    uid: order.id,
    accountUid: uid,
    tradeable: symbolOf(order),
    direction: order.side === 'buy' ? 'Buy' : 'Sell',
    quantity: remainingOf(order).toFixed(),
    filled: order.filled.toFixed(),
    timestamp: order.placedAt,
    limitPrice: order.limitPrice?.toFixed() ?? '0',
    orderType: historyTypes[kindOf(order)],
    clientId: order.clientOrderId ?? '',
    reduceOnly: order.reduceOnly,
    lastUpdateTimestamp: order.updatedAt,
    spotData: null,
  };
}

export function historyTrigger(account: Account, order: Order) {
  const { quantity, filled: _filled, spotData: _spotData, ...rest } = historyOrder(account, order);
  const { trigger } = order;
  if (!trigger) return rest;
  const orderType = { stop: 'Stop', target: 'TakeProfit', trailing: 'TrailingStop' }[trigger.kind];
  return { ...rest, accountId: 1, quantity, orderType, triggerOptions: triggerOptions(trigger) };
}

function triggerOptions({ price, signal, fires, trailing, limitOffset }: Trigger) {
  return {
    triggerPrice: price.toFixed(),
    triggerSignal: { mark: 'MarkPrice', index: 'SpotPrice', last: 'LastPrice' }[signal],
    triggerSide: fires === 'above' ? 'Above' : 'Below',
    ...(trailing ? { trailingStopOptions: { maxDeviation: offsetText(trailing), unit: unitName(trailing) } } : {}),
    ...(limitOffset ? { limitPriceOffset: { priceOffset: offsetText(limitOffset), unit: unitName(limitOffset) } } : {}),
  };
}

function offsetText({ amount, isFraction }: Offset): string {
  return (isFraction ? amount.mul(100) : amount).toFixed();
}

function unitName({ isFraction }: Offset): string {
  return isFraction ? 'Percent' : 'QuoteCurrency';
}
