import type { Market } from '../model/market.ts';
import type { JsonObject, OrderChange, OrderRef, OrderRequest, TriggerPriceType } from '../model/order.ts';
import type { Part } from './part.ts';

/**
 * Parameters of order/create, complete: what is not here is not sent (docs/v5 order/create-order). The deadline is the window of the signature,
 * which is a header.
 */
export function createParameters(order: OrderRequest, market: Market, { category }: Part): JsonObject {
  return {
    category,
    symbol: market.id,
    side: order.side === 'buy' ? 'Buy' : 'Sell',
    ...kindOf(order),
    qty: order.quantity,
    ...(category === 'spot' ? spotTerms(order) : linearTerms(order)),
    orderLinkId: order.clientOrderId,
  };
}

function kindOf({ price, postOnly, timeInForce = 'GTC' }: OrderRequest): JsonObject {
  if (price === undefined) return { orderType: 'Market' };
  return { orderType: 'Limit', price, timeInForce: postOnly ? 'PostOnly' : timeInForce };
}

/**
 * Without the unit a purchase at the market counts the quote asset: 0.01 would be 0.01 USDT. A stop is told as `tpslOrder`, whose assets are
 * held at once; those of a `StopOrder` are held when the stop fires, and may be gone by then.
 */
function spotTerms({ price, stopPrice }: OrderRequest): JsonObject {
  return {
    ...(price === undefined ? { marketUnit: 'baseCoin' } : {}),
    ...(stopPrice === undefined ? {} : { orderFilter: 'tpslOrder', triggerPrice: stopPrice }),
  };
}

/** `positionIdx` 0 is one-way: a symbol in hedge mode refuses the order. */
function linearTerms(order: OrderRequest): JsonObject {
  return {
    positionIdx: 0,
    ...(order.reduceOnly ? { reduceOnly: true } : {}),
    ...(order.stopPrice === undefined ? {} : trigger(order, order.stopPrice)),
  };
}

function trigger(order: OrderRequest, triggerPrice: string): JsonObject {
  return {
    triggerPrice,
    triggerDirection: waitsForRise(order) ? 1 : 2,
    triggerBy: triggerNames[order.triggerPriceType ?? 'last'],
  };
}

/** A stop loss waits for a price that gets worse, a take profit for a better price. */
export function waitsForRise({ type, side }: Pick<OrderRequest, 'type' | 'side'>): boolean {
  const isStopLoss = type === 'stop_loss' || type === 'stop_loss_limit';
  return isStopLoss === (side === 'buy');
}

const triggerNames = { last: 'LastPrice', mark: 'MarkPrice', index: 'IndexPrice' } as const;

/** The kind of price that a trigger compares; null for a word that nobody knows. */
export function triggerPriceTypeOf(word: unknown): TriggerPriceType | null {
  const found = Object.entries(triggerNames).find(([, name]) => name === word);
  return (found?.[0] as TriggerPriceType | undefined) ?? null;
}

/** Parameters of order/amend: changed terms alone. `qty` is the size of the whole order, fills included (docs/v5 order/amend-order). */
export function amendParameters(ref: OrderRef, change: OrderChange, market: Market, { category }: Part): JsonObject {
  return {
    category,
    symbol: market.id,
    ...idOf(ref),
    ...(change.quantity === undefined ? {} : { qty: change.quantity }),
    ...(change.price === undefined ? {} : { price: change.price }),
    ...(change.stopPrice === undefined ? {} : { triggerPrice: change.stopPrice }),
  };
}

/** One of the two names of an order; the exchange's own wins. */
export function idOf({ exchangeOrderId, clientOrderId = '' }: OrderRef): Record<string, string> {
  return exchangeOrderId === undefined ? { orderLinkId: clientOrderId } : { orderId: exchangeOrderId };
}
