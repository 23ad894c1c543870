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
  epochMs,
  type Json,
  optionalText,
  positive,
  readableDecimal,
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

/** An order of the book, in the exchange's names and units. A word that nobody knows is null, and no default. */
export function orderFrom(title: string, row: Json): ExchangeOrder {
  const [quantity, filled] = [positive(row.quantity), readableDecimal(row.filled)];
  return {
    exchangeOrderId: requiredText(title, row, 'id'),
    clientOrderId: optionalText(row.clientId),
    symbol: requiredText(title, row, 'instrument'),
    store: 'regular',
    side: sideOf(row.side),
    type: row.type === 'market' || row.type === 'limit' ? row.type : null,
    status: statusOf(row.status, filled),
    quantity,
    filledQuantity: filled,
    remainingQuantity: quantity === null || filled === null ? null : new Decimal(quantity).minus(filled).toFixed(),
    averagePrice: positive(row.average),
    price: positive(row.price),
    stopPrice: null,
    timeInForce: optionalText(row.tif),
    postOnly: optionalText(row.tif) === null ? null : row.tif === 'post',
    reduceOnly: typeof row.reduceOnly === 'boolean' ? row.reduceOnly : null,
    createdAt: epochMs(row.createdAt),
  };
}

function sideOf(side: unknown): Side | null {
  return side === 'buy' || side === 'sell' ? side : null;
}

function statusOf(status: unknown, filled: string | null): OrderStatus {
  if (status === 'open') return positive(filled) === null ? 'open' : 'partially_filled';
  return status === 'filled' || status === 'canceled' ? status : 'unknown';
}

/** A stop order that waits or was canceled; a fired stop is told by the order that it became. */
export function stopFrom(title: string, row: Json): ExchangeOrder {
  const quantity = positive(row.quantity);
  const status = stopStatuses[String(row.status)] ?? 'unknown';
  return {
    exchangeOrderId: requiredText(title, row, 'id'),
    clientOrderId: optionalText(row.clientId),
    symbol: requiredText(title, row, 'instrument'),
    store: 'trigger',
    side: sideOf(row.side),
    type: stopTypeOf(row),
    status,
    quantity,
    filledQuantity: status === 'unknown' ? null : '0',
    remainingQuantity: status === 'unknown' ? null : quantity,
    averagePrice: null,
    price: positive(row.price),
    stopPrice: positive(row.trigger),
    timeInForce: null,
    postOnly: false,
    reduceOnly: typeof row.reduceOnly === 'boolean' ? row.reduceOnly : null,
    createdAt: epochMs(row.createdAt),
  };
}

const stopStatuses: Readonly<Record<string, OrderStatus>> = { waiting: 'open', canceled: 'canceled' };
const stopKinds = { profit: 'take_profit', loss: 'stop_loss' } as const;

/** Without a price a fired stop trades at the market; a price that cannot be read leaves both types possible. */
function stopTypeOf({ kind, price }: Json): OrderType | null {
  const name = kind === 'profit' || kind === 'loss' ? stopKinds[kind] : null;
  if (name === null || (price !== null && positive(price) === null)) return null;
  return price === null ? name : `${name}_limit`;
}
