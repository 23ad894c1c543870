import { Decimal } from '../../../../lib/decimal.ts';
import type { Market } from '../../../../lib/exchanges/model/market.ts';
import type {
  ExchangeOrder,
  JsonObject,
  OrderRequest,
  OrderStatus,
  OrderType,
  Side,
} from '../../../../lib/exchanges/model/order.ts';
import {
  type Json,
  optionalText,
  positive,
  requiredDecimal,
  requiredText,
} from '../../../../lib/exchanges/wire/readers.ts';

/** The body of an order for the book. */
export function orderBody(order: OrderRequest, { id }: Market): JsonObject {
  return {
    instrument: id,
    clientId: order.clientOrderId,
    side: order.side,
    type: order.type,
    quantity: order.quantity,
    tif: order.postOnly ? 'post' : (order.timeInForce ?? (order.type === 'market' ? 'IOC' : 'GTC')).toLowerCase(),
    reduceOnly: order.reduceOnly,
    ...(order.price === undefined ? {} : { price: order.price }),
  };
}

/** The body of a stop order; without a limit the fired order trades at the market. */
export function stopBody(order: OrderRequest, { id }: Market): JsonObject {
  return {
    instrument: id,
    clientId: order.clientOrderId,
    side: order.side,
    kind: order.type.startsWith('take_profit') ? 'profit' : 'loss',
    quantity: order.quantity,
    trigger: order.stopPrice ?? '',
    triggerBy: order.triggerPriceType ?? 'last',
    reduceOnly: order.reduceOnly,
    ...(order.price === undefined ? {} : { price: order.price }),
  };
}

/** An order of the book, in the exchange's names and units. */
export function orderFrom(title: string, row: Json): ExchangeOrder {
  const quantity = new Decimal(requiredDecimal(title, row, 'quantity'));
  const filled = new Decimal(requiredDecimal(title, row, 'filled'));
  return {
    exchangeOrderId: requiredText(title, row, 'id'),
    clientOrderId: optionalText(row.clientId),
    symbol: requiredText(title, row, 'instrument'),
    store: 'regular',
    side: requiredText(title, row, 'side') as Side,
    type: requiredText(title, row, 'type') as OrderType,
    status: statusOf(requiredText(title, row, 'status'), filled),
    quantity: quantity.toFixed(),
    filledQuantity: filled.toFixed(),
    remainingQuantity: quantity.minus(filled).toFixed(),
    averagePrice: positive(row.average),
    price: positive(row.price),
    stopPrice: null,
    timeInForce: optionalText(row.tif),
    postOnly: row.tif === 'post',
    reduceOnly: row.reduceOnly === true,
    createdAt: Number(requiredText(title, row, 'createdAt')),
  };
}

function statusOf(status: string, filled: Decimal): OrderStatus {
  if (status === 'open') return filled.gt(0) ? 'partially_filled' : 'open';
  return status === 'filled' || status === 'canceled' ? status : 'unknown';
}

/** A stop order that waits or was canceled; a fired stop is told by the order that it became. */
export function stopFrom(title: string, row: Json): ExchangeOrder {
  const quantity = requiredDecimal(title, row, 'quantity');
  const isLimit = positive(row.price) !== null;
  const kind = row.kind === 'profit' ? 'take_profit' : 'stop_loss';
  return {
    exchangeOrderId: requiredText(title, row, 'id'),
    clientOrderId: optionalText(row.clientId),
    symbol: requiredText(title, row, 'instrument'),
    store: 'trigger',
    side: requiredText(title, row, 'side') as Side,
    type: isLimit ? `${kind}_limit` : kind,
    status: row.status === 'waiting' ? 'open' : row.status === 'canceled' ? 'canceled' : 'unknown',
    quantity,
    filledQuantity: '0',
    remainingQuantity: quantity,
    averagePrice: null,
    price: positive(row.price),
    stopPrice: positive(row.trigger),
    timeInForce: null,
    postOnly: false,
    reduceOnly: row.reduceOnly === true,
    createdAt: Number(requiredText(title, row, 'createdAt')),
  };
}
