import type { Market } from '../../model/market.ts';
import type { OrderChange, OrderRequest, OrderType } from '../../model/order.ts';

/** Kraken's `ordertype` for each order type (docs.kraken.com/api/docs/rest-api/add-order). */
export const orderTypeNames = {
  market: 'market',
  limit: 'limit',
  stop_loss: 'stop-loss',
  stop_loss_limit: 'stop-loss-limit',
  take_profit: 'take-profit',
  take_profit_limit: 'take-profit-limit',
  trailing_stop: 'trailing-stop',
} as const satisfies Record<OrderType, string>;

/**
 * AddOrder's parameters, complete: what is not here is not sent. `price` is the limit of a limit order, the trigger of a
 * triggered one (whose limit is `price2`) and the offset of a trailing stop.
 */
export function parametersForKraken(order: OrderRequest, market: Market, notAfter: number): Record<string, string> {
  return {
    pair: market.id,
    type: order.side,
    ordertype: orderTypeNames[order.type],
    volume: order.quantity,
    ...prices(order),
    ...(order.triggerPriceType === undefined ? {} : { trigger: order.triggerPriceType }),
    ...(order.timeInForce === undefined ? {} : { timeinforce: order.timeInForce }),
    ...(order.postOnly ? { oflags: 'post' } : {}),
    cl_ord_id: order.clientOrderId,
    deadline: new Date(notAfter).toISOString(),
  };
}

/**
 * AmendOrder's parameters (docs.kraken.com/api-reference/trading/amend-order): ids and fills stay, what is not named stays. But not that
 * the order is post-only: unless the amendment says so too, a new limit that crosses trades as a taker.
 */
export function amendParametersForKraken(
  id: Record<string, string>,
  change: OrderChange,
  notAfter: number,
): Record<string, string> {
  return {
    ...id,
    ...(change.quantity === undefined ? {} : { order_qty: change.quantity }),
    ...(change.price === undefined
      ? {}
      : { limit_price: change.price, ...(change.postOnly ? { post_only: 'true' } : {}) }),
    ...(change.stopPrice === undefined ? {} : { trigger_price: change.stopPrice }),
    deadline: new Date(notAfter).toISOString(),
  };
}

function prices(order: OrderRequest): Record<string, string> {
  if (order.trailingPercent !== undefined) return { price: `+${order.trailingPercent}%` };
  if (order.trailingAmount !== undefined) return { price: `+${order.trailingAmount}` };
  if (order.stopPrice === undefined) return order.price === undefined ? {} : { price: order.price };
  return { price: order.stopPrice, ...(order.price === undefined ? {} : { price2: order.price }) };
}
