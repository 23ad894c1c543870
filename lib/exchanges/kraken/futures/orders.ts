import { Decimal } from '../../../decimal.ts';
import type { Market } from '../../model/market.ts';
import type { ExchangeOrder, OrderChange, OrderRef, OrderRequest, OrderStatus } from '../../model/order.ts';
import { isoMs, isRecord, type Json, positive, requiredList, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { changedAt } from './order-terms.ts';

const title = 'Kraken Futures';

/** sendStatus values that mean the order was taken. `cancelled` is an IOC whose remainder was dropped: taken, and over. */
export const acceptedStatuses: readonly string[] = ['placed', 'partiallyFilled', 'filled', 'cancelled', 'edited'];

/**
 * sendorder's parameters, complete: what is not here is not sent (docs.kraken.com futures send-order). Without limitPrice a triggered
 * stp or take_profit becomes a market order, with it a limit order.
 */
export function parametersForKrakenFutures(
  order: OrderRequest,
  market: Market,
  notAfter: number,
): Record<string, string> {
  return {
    orderType: orderTypeName(order),
    symbol: market.id,
    side: order.side,
    size: order.quantity,
    ...(order.price === undefined ? {} : { limitPrice: order.price }),
    ...(order.stopPrice === undefined ? {} : { stopPrice: order.stopPrice }),
    ...trailing(order),
    ...(isTriggered(order) ? { triggerSignal: triggerSignals[order.triggerPriceType ?? 'last'] } : {}),
    ...(order.reduceOnly ? { reduceOnly: 'true' } : {}),
    cliOrdId: order.clientOrderId,
    processBefore: new Date(notAfter).toISOString(),
  };
}

/**
 * editorder's parameters (docs.kraken.com/api-reference/order-management/edit-order). `size` is the size of the whole order, fills
 * included. Without `qtyMode` Kraken reads it as the open part: a fill on the way, or a duplicate request, would make the order larger
 * than requested.
 */
export function amendParametersForKrakenFutures(
  ref: OrderRef,
  change: OrderChange,
  notAfter: number,
): Record<string, string> {
  return {
    ...(ref.exchangeOrderId === undefined ? { cliOrdId: ref.clientOrderId ?? '' } : { orderId: ref.exchangeOrderId }),
    ...(change.quantity === undefined ? {} : { size: change.quantity, qtyMode: 'ABSOLUTE' }),
    ...(change.price === undefined ? {} : { limitPrice: change.price }),
    ...(change.stopPrice === undefined ? {} : { stopPrice: change.stopPrice }),
    processBefore: new Date(notAfter).toISOString(),
  };
}

function isTriggered({ type, stopPrice }: OrderRequest): boolean {
  return stopPrice !== undefined || type === 'trailing_stop';
}

const triggerSignals = { last: 'last', mark: 'mark', index: 'spot' } as const;

function orderTypeName(order: OrderRequest): string {
  if (order.type === 'market') return 'mkt';
  if (order.type === 'stop_loss' || order.type === 'stop_loss_limit') return 'stp';
  if (order.type === 'take_profit' || order.type === 'take_profit_limit') return 'take_profit';
  if (order.type === 'trailing_stop') return 'trailing_stop';
  if (order.postOnly) return 'post';
  return order.timeInForce === 'IOC' ? 'ioc' : order.timeInForce === 'FOK' ? 'fok' : 'lmt';
}

function trailing(order: OrderRequest): Record<string, string> {
  if (order.trailingPercent !== undefined) {
    return { trailingStopMaxDeviation: order.trailingPercent, trailingStopDeviationUnit: 'PERCENT' };
  }
  if (order.trailingAmount === undefined) return {};
  return { trailingStopMaxDeviation: order.trailingAmount, trailingStopDeviationUnit: 'QUOTE_CURRENCY' };
}

/** Events that execute nothing (docs.kraken.com, send-order). */
const withoutExecution: readonly unknown[] = ['PLACE', 'CANCEL', 'EDIT', 'REJECT'];

/**
 * A refusal counts when all events of the answer, if any, are refusals. An answer with an execution or a placement may have left an order.
 */
export function isRefusedBy({ orderEvents }: Json): boolean {
  if (orderEvents === undefined || orderEvents === null) return true;
  return Array.isArray(orderEvents) && orderEvents.every((event) => isRecord(event) && event.type === 'REJECT');
}

/** An execution tells how much, at which price. */
function isReadable({ type, amount, price }: Json): boolean {
  if (type === 'EXECUTION') return positive(amount) !== null && positive(price) !== null;
  return withoutExecution.includes(type);
}

/**
 * The order as sendorder's own events describe it, so that a filled market order needs no second request. Throws for an event that cannot be
 * read: without one execution a filled order would read as canceled without a fill.
 */
export function orderFromSendStatus(sendStatus: Json, request: OrderRequest): ExchangeOrder {
  const events = requiredList(title, sendStatus, 'orderEvents');
  if (!events.every(isReadable)) throw new MalformedResponse(title, 200);
  const fills = events.filter(({ type }) => type === 'EXECUTION');
  const filled = sum(fills.map(({ amount }) => amount));
  const paid = sum(fills.map(({ amount, price }) => new Decimal(String(amount)).mul(String(price))));
  const quantity = quantityTaken(events, request, filled);
  return {
    exchangeOrderId: requiredText(title, sendStatus, 'order_id'),
    clientOrderId: request.clientOrderId,
    symbol: request.symbol,
    store: 'regular',
    side: request.side,
    type: request.type,
    status: statusAfterSend(request, events, filled, quantity),
    quantity: quantity.toFixed(),
    filledQuantity: filled.toFixed(),
    remainingQuantity: quantity.minus(filled).toFixed(),
    averagePrice: filled.gt(0) ? paid.div(filled).toSignificantDigits(18).toFixed() : null,
    price: request.price ?? null,
    stopPrice: request.stopPrice ?? triggerPriceIn(events),
    timeInForce: request.timeInForce ?? null,
    postOnly: request.postOnly,
    reduceOnly: request.reduceOnly,
    createdAt: isoMs(sendStatus.receivedTime),
    ...(isTriggered(request) ? { triggerPriceType: request.triggerPriceType ?? 'last' } : {}),
    ...changedAt(sendStatus.receivedTime),
  };
}

/** The exchange chooses the first trigger price of a trailing stop. */
function triggerPriceIn([first]: readonly Json[]): string | null {
  return isRecord(first?.orderTrigger) ? positive(first.orderTrigger.triggerPrice) : null;
}

/**
 * A reduce-only order larger than the position is cut to the position. The first event tells the accepted quantity, unless that event comes
 * after fills: `quantity` may then be the open part (the sums of ccxt issue 23469), and so may a quantity below the fills.
 */
function quantityTaken([first = {}]: readonly Json[], { quantity }: OrderRequest, filled: Decimal): Decimal {
  const { order, orderTrigger, orderPriorExecution } = first;
  const before = [orderPriorExecution, order, orderTrigger].find(isRecord) ?? {};
  const told = positive(before.filled) === null ? positive(before.quantity) : null;
  return new Decimal(told !== null && filled.lte(told) ? told : Decimal.max(quantity, filled));
}

function sum(values: readonly unknown[]): Decimal {
  return values.reduce<Decimal>((total, value) => total.plus(String(value)), new Decimal(0));
}

/** `mkt`, `ioc` and `fok` never rest: what is not filled at once is gone (mkt is an IOC with 1 % price protection). */
function statusAfterSend(request: OrderRequest, events: Json[], filled: Decimal, quantity: Decimal): OrderStatus {
  if (filled.gte(quantity)) return 'filled';
  const immediate = request.type === 'market' || request.timeInForce === 'IOC' || request.timeInForce === 'FOK';
  if (immediate || events.some(({ type }) => type === 'CANCEL')) return 'canceled';
  return filled.gt(0) ? 'partially_filled' : 'open';
}
