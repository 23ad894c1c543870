import type { Market } from '../../model/market.ts';
import type { JsonObject, OrderRequest, OrderType } from '../../model/order.ts';
import { deadlineTerms, sideWord } from '../terms.ts';

/** The parameters of `POST /fapi/v1/order`, complete: what is not here is not sent. */
export function usdmParameters(order: OrderRequest, { id }: Market, deadline: number): JsonObject {
  return {
    symbol: id,
    side: sideWord(order),
    type: order.type === 'market' ? 'MARKET' : 'LIMIT',
    ...(order.price === undefined ? {} : { timeInForce: timeInForceOf(order), price: order.price }),
    quantity: order.quantity,
    ...(order.reduceOnly ? { reduceOnly: 'true' } : {}),
    newClientOrderId: order.clientOrderId,
    newOrderRespType: 'RESULT',
    ...deadlineTerms(deadline),
  };
}

/** GTX: "Good Till Crossing", post-only. */
function timeInForceOf({ postOnly, timeInForce }: OrderRequest): string {
  return postOnly ? 'GTX' : (timeInForce ?? 'GTC');
}

const algoTypes: Readonly<Partial<Record<OrderType, string>>> = {
  stop_loss: 'STOP_MARKET',
  stop_loss_limit: 'STOP',
  take_profit: 'TAKE_PROFIT_MARKET',
  take_profit_limit: 'TAKE_PROFIT',
  trailing_stop: 'TRAILING_STOP_MARKET',
};

/** Without `activatePrice` a trailing stop follows from the price of the moment on (USD-M: New Algo Order). CCXT sends a name that is ignored. */
function triggerTerms({ stopPrice = '', trailingPercent }: OrderRequest): JsonObject {
  return trailingPercent === undefined ? { triggerPrice: stopPrice } : { callbackRate: trailingPercent };
}

/** The parameters of `POST /fapi/v1/algoOrder`: orders with a trigger are refused at the usual endpoint (-4120). */
export function algoParameters(order: OrderRequest, { id }: Market, deadline: number): JsonObject {
  return {
    algoType: 'CONDITIONAL',
    symbol: id,
    side: sideWord(order),
    type: algoTypes[order.type] ?? '',
    ...(order.price === undefined ? {} : { timeInForce: timeInForceOf(order), price: order.price }),
    quantity: order.quantity,
    ...triggerTerms(order),
    workingType: order.triggerPriceType === 'mark' ? 'MARK_PRICE' : 'CONTRACT_PRICE',
    ...(order.reduceOnly ? { reduceOnly: 'true' } : {}),
    clientAlgoId: order.clientOrderId,
    ...deadlineTerms(deadline),
  };
}
