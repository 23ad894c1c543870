import type { Decimal } from 'decimal.js';
import type { Order } from '../../engine/order.ts';
import { isArmed } from '../../engine/order.ts';
import { contractIn } from './contracts.ts';

/** An order that the market ends is EXPIRED, an order that the customer ends is CANCELED (fapi/general-info, enums). */
export function statusOf({ state, cause, filled }: Order): string {
  if (state === 'filled') return 'FILLED';
  if (state === 'rejected') return 'REJECTED';
  if (state === 'cancelled') return cause === 'cancelledByCustomer' || cause === 'amended' ? 'CANCELED' : 'EXPIRED';
  if (state === 'expired') return 'EXPIRED';
  return filled.gt(0) ? 'PARTIALLY_FILLED' : 'NEW';
}

/** The id on the wire: unique in its symbol. */
export function wireId({ market, id }: Order): bigint {
  return contractIn(market).idBase + BigInt(id);
}

/** A liquidation bears an id of the exchange. */
function clientIdIn({ clientOrderId, id }: Order): string {
  return clientOrderId ?? `autoclose-${id}`;
}

/** An order that has fired is an ordinary one: at the market, or with its limit. */
function typeOf({ own, trigger, limitPrice, origin }: Order): string {
  if (origin === 'liquidation') return 'LIMIT';
  return trigger === null ? (own.type ?? 'LIMIT') : limitPrice === null ? 'MARKET' : 'LIMIT';
}

interface Texts {
  readonly price: (value: Decimal) => string;
  readonly quantity: (value: Decimal) => string;
}

export function textsOf({ market }: Order): Texts {
  const { pricePrecision, quantityPrecision } = contractIn(market);
  return {
    price: (value) => value.toFixed(pricePrecision),
    quantity: (value) => value.toFixed(quantityPrecision),
  };
}

/** Fields that all answers about an order share. No acknowledgement has `avgPrice` or `cumQuote` (cmum C.1). */
export function orderAnswer(order: Order): Record<string, unknown> {
  const { market, side, quantity, limitPrice, filled, reduceOnly, own, updatedAt, trigger, expireAt } = order;
  const { price, quantity: amount } = textsOf(order);
  const nothing = filled.times(0);
  const type = typeOf(order);
  return {
    ...{
      orderId: wireId(order),
      symbol: market.terms.symbol,
      status: statusOf(order),
      clientOrderId: clientIdIn(order),
    },
    ...{ price: price(limitPrice ?? nothing), origQty: amount(quantity), executedQty: amount(filled) },
    ...{ cumQty: amount(filled), timeInForce: own.timeInForce ?? 'GTC', type, origType: own.type ?? type },
    ...{ reduceOnly, closePosition: false, side: side.toUpperCase(), positionSide: 'BOTH' },
    ...{ stopPrice: price(trigger?.price ?? nothing), workingType: own.workingType ?? 'CONTRACT_PRICE' },
    ...{ priceProtect: false, priceMatch: 'NONE', selfTradePreventionMode: 'EXPIRE_MAKER', goodTillDate: expireAt },
    updateTime: updatedAt,
  };
}

/** ACK is sent before the order meets the market. */
export function ackOf(order: Order): object {
  const { quantity } = textsOf(order);
  const nothing = quantity(order.filled.times(0));
  return { ...orderAnswer(order), status: 'NEW', executedQty: nothing, cumQty: nothing, updateTime: order.placedAt };
}

/** GET order and the lists: these alone tell the average price. */
export function orderView(order: Order): object {
  const { filled, cost, placedAt } = order;
  const average = filled.isZero() ? filled : cost.div(filled);
  const amounts = { avgPrice: average.toDecimalPlaces(8).toFixed(5), cumQuote: cost.toDecimalPlaces(8).toFixed() };
  return { ...orderAnswer(order), ...amounts, time: placedAt };
}

/** Of the algo store: CANCELED and EXPIRED before the trigger; after it FINISHED says nothing of fills (fapi/trade, algo order). */
export function algoStatusOf(order: Order): string {
  if (isArmed(order)) {
    if (order.state === 'waiting') return 'NEW';
    return order.cause === 'cancelledByCustomer' ? 'CANCELED' : 'EXPIRED';
  }
  if (order.state === 'rejected') return 'REJECTED';
  return order.endedAt === null ? 'TRIGGERED' : 'FINISHED';
}

export function algoView(order: Order): object {
  const { own, clientOrderId, market, side, quantity, limitPrice, trigger, reduceOnly, placedAt, updatedAt } = order;
  const { price, quantity: amount } = textsOf(order);
  const nothing = order.filled.times(0);
  const isTrailing = own.type === 'TRAILING_STOP_MARKET';
  return {
    ...{ algoId: Number(own.algoId), clientAlgoId: clientOrderId, algoType: 'CONDITIONAL', orderType: own.type },
    ...{ symbol: market.terms.symbol, side: side.toUpperCase(), positionSide: 'BOTH', timeInForce: own.timeInForce },
    ...{ quantity: amount(quantity), algoStatus: algoStatusOf(order) },
    ...{ triggerPrice: price(isTrailing ? nothing : (trigger?.price ?? nothing)), price: price(limitPrice ?? nothing) },
    ...{ icebergQuantity: null, selfTradePreventionMode: 'EXPIRE_MAKER', workingType: own.workingType },
    ...{ priceMatch: 'NONE', closePosition: false, priceProtect: false, reduceOnly },
    ...(isTrailing && { activatePrice: own.activateAt ?? '', callbackRate: own.callbackRate }),
    ...{
      createTime: placedAt,
      updateTime: updatedAt,
      triggerTime: trigger?.firedAt ?? 0,
      goodTillDate: order.expireAt,
    },
    ...actualOf(order),
  };
}

/** The ordinary order that a fired order became, with the traded quantity. */
function actualOf(order: Order): object {
  if (isArmed(order) || order.state === 'rejected') return { actualOrderId: '', actualPrice: '0', actualQty: '0' };
  const { filled, cost } = order;
  const average = filled.isZero() ? filled : cost.div(filled);
  return {
    ...{ actualOrderId: wireId(order).toString(), actualPrice: average.toDecimalPlaces(8).toFixed(5) },
    actualQty: textsOf(order).quantity(filled),
  };
}
