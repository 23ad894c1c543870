import { Decimal, decimalText } from '../../../decimal.ts';
import type { Market } from '../../model/market.ts';
import type { ExchangeOrder, OrderChange, OrderRequest, OrderStatus, OrderType, Side } from '../../model/order.ts';
import { positive, requiredDecimal, secondsMs } from '../../wire/readers.ts';

/** Kraken's ordertype for each of ours (docs.kraken.com/api/docs/rest-api/add-order). */
const orderTypeNames = {
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

/** An entry of OpenOrders, ClosedOrders or QueryOrders. */
export interface KrakenOrder {
  readonly cl_ord_id?: unknown;
  readonly status?: unknown;
  readonly opentm?: unknown;
  readonly descr: {
    readonly type?: unknown;
    readonly ordertype?: unknown;
    readonly price?: unknown;
    readonly price2?: unknown;
  };
  readonly vol?: unknown;
  readonly vol_exec?: unknown;
  readonly price?: unknown;
  readonly stopprice?: unknown;
  readonly limitprice?: unknown;
  readonly oflags?: unknown;
  readonly timeinforce?: unknown;
}

export function orderFromKraken(id: string, row: KrakenOrder, symbol: string): ExchangeOrder {
  const type = typeOf(String(row.descr.ordertype));
  const quantity = new Decimal(requiredDecimal('Kraken Spot', row, 'vol'));
  const filled = new Decimal(requiredDecimal('Kraken Spot', row, 'vol_exec'));
  return {
    exchangeOrderId: id,
    clientOrderId: typeof row.cl_ord_id === 'string' ? row.cl_ord_id : null,
    symbol,
    store: 'regular',
    side: row.descr.type as Side,
    type,
    status: statusOf(String(row.status), quantity, filled),
    quantity: quantity.toFixed(),
    filledQuantity: filled.toFixed(),
    remainingQuantity: quantity.minus(filled).toFixed(),
    averagePrice: filled.gt(0) ? positive(row.price) : null,
    ...pricesOf(type, row),
    timeInForce: typeof row.timeinforce === 'string' ? row.timeinforce : null,
    postOnly: String(row.oflags ?? '')
      .split(',')
      .includes('post'),
    reduceOnly: null,
    createdAt: secondsMs(row.opentm),
  };
}

function typeOf(ordertype: string): OrderType | null {
  const found = Object.entries(orderTypeNames).find(([, name]) => name === ordertype);
  return found === undefined ? null : (found[0] as OrderType);
}

function pricesOf(
  type: OrderType | null,
  { descr, stopprice }: KrakenOrder,
): Pick<ExchangeOrder, 'price' | 'stopPrice'> {
  if (type === 'limit') return { price: decimalText(descr.price), stopPrice: null };
  if (type === 'trailing_stop') return { price: null, stopPrice: positive(stopprice) };
  if (type === null || type === 'market') return { price: null, stopPrice: null };
  return { price: positive(descr.price2), stopPrice: decimalText(descr.price) };
}

/** A canceled order that was partly filled stays canceled: filledQuantity says how much. */
function statusOf(status: string, quantity: Decimal, filled: Decimal): OrderStatus {
  if (status === 'closed') return filled.gte(quantity) ? 'filled' : 'canceled';
  if (status === 'open') return filled.gt(0) ? 'partially_filled' : 'open';
  if (status === 'pending' || status === 'canceled' || status === 'expired') return status;
  return 'unknown';
}
