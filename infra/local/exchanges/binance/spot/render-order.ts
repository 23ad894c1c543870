import type { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import type { Order } from '../../engine/order.ts';
import { isArmed } from '../../engine/order.ts';
import type { OrderRequest } from './parse-order.ts';

export function money(value: Decimal): string {
  return value.toFixed(8);
}

/** The state of an order in Binance's words: what the market ends is EXPIRED, what the customer ends CANCELED (spot/enums). */
export function statusOf({ state, cause, filled }: Order): string {
  if (state === 'filled') return 'FILLED';
  if (state === 'rejected') return 'REJECTED';
  if (state === 'cancelled') return cause === 'cancelledByCustomer' || cause === 'amended' ? 'CANCELED' : 'EXPIRED';
  if (state === 'expired') return 'EXPIRED';
  return filled.gt(0) ? 'PARTIALLY_FILLED' : 'NEW';
}

/** An order in quote currency shows the quantity that it got. */
function quantityOf({ quantityIn, quantity, filled }: Order): Decimal {
  return quantityIn === 'quote' ? filled : quantity;
}

/** Fields that all answers about an order share. */
export function coreOf(order: Order): Record<string, unknown> {
  const { limitPrice, filled, cost, side, timeInForce, own, trigger } = order;
  const trailing = trigger?.trailing;
  return {
    price: money(limitPrice ?? filled.times(0)),
    origQty: money(quantityOf(order)),
    executedQty: money(filled),
    origQuoteOrderQty: own.quoteOrderQty === undefined ? '0.00000000' : money(filled.times(0).plus(own.quoteOrderQty)),
    cummulativeQuoteQty: money(cost),
    ...{ status: statusOf(order), timeInForce, type: own.type, side: side.toUpperCase() },
    ...(trigger === null ? {} : { stopPrice: trailing ? '0.00000000' : money(trigger.price) }),
    ...(trailing ? { trailingDelta: trailing.amount.times(10_000).toNumber(), trailingTime: order.placedAt } : {}),
  };
}

const workingModes = { selfTradePreventionMode: 'EXPIRE_MAKER' };

function namesOf({ market, id, clientOrderId }: Order): Record<string, unknown> {
  return { symbol: market.terms.symbol, orderId: BigInt(id), orderListId: -1, clientOrderId };
}

/** The answer to a new order, as long as the request wants it. ACK has five fields (spot/rest-api). */
export function orderAnswer(account: Account, order: Order, form: OrderRequest['answer']): object {
  const ack = { ...namesOf(order), transactTime: order.updatedAt };
  if (form === 'ACK') return ack;
  const result = { ...ack, ...coreOf(order), workingTime: workingTimeOf(order), ...workingModes };
  return form === 'RESULT' ? result : { ...result, fills: fillsOf(account, order) };
}

function fillsOf({ fills }: Account, order: Order): object[] {
  return fills
    .filter((fill) => fill.order.id === order.id)
    .map(({ price, quantity, charged, number }) => ({
      ...{ price: money(price), qty: money(quantity) },
      ...{ commission: money(charged.amount), commissionAsset: charged.asset, tradeId: number },
    }));
}

/** -1 while a stop waits. */
function workingTimeOf(order: Order): number {
  return isArmed(order) ? -1 : (order.trigger?.firedAt ?? order.placedAt);
}

/** GET order, openOrders, allOrders. */
export function orderView(order: Order): object {
  return {
    ...namesOf(order),
    ...{ stopPrice: '0.00000000', ...coreOf(order), icebergQty: '0.00000000' },
    ...{ time: order.placedAt, updateTime: order.updatedAt },
    ...{ isWorking: !isArmed(order), workingTime: workingTimeOf(order), ...workingModes },
  };
}

/** A canceled order: the customer's id is the original one, and `clientOrderId` names the cancellation. */
export function cancelView(order: Order, cancelId: string): object {
  return {
    ...namesOf(order),
    ...{ origClientOrderId: order.clientOrderId, clientOrderId: cancelId, transactTime: order.updatedAt },
    ...coreOf(order),
    ...workingModes,
  };
}
