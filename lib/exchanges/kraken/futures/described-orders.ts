import { Decimal } from '../../../decimal.ts';
import type { ExchangeOrder, OrderStatus, OrderType, Side } from '../../model/order.ts';
import { isoMs, isRecord, type Json, optionalText, positive, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';

const title = 'Kraken Futures';

const ourTypes: Record<string, OrderType> = {
  lmt: 'limit',
  limit: 'limit',
  post: 'limit',
  ioc: 'limit',
  fok: 'limit',
  mkt: 'market',
  market: 'market',
  trailing_stop: 'trailing_stop',
};

/** `stp`, `stop`, `take_profit`: triggered, and a limit order when they carry a limit price. */
export function orderTypeOf(orderType: string, limitPrice: string | null): OrderType | null {
  const name = orderType.toLowerCase().replace('takeprofit', 'take_profit').replace('trailingstop', 'trailing_stop');
  if (name === 'stp' || name === 'stop') return limitPrice === null ? 'stop_loss' : 'stop_loss_limit';
  if (name === 'take_profit') return limitPrice === null ? 'take_profit' : 'take_profit_limit';
  return ourTypes[name] ?? null;
}

/** History knows `Unknown` besides buy and sell: an unknown side stays null. */
export function sideOf(value: unknown): Side | null {
  const side = String(value).toLowerCase();
  return side === 'buy' || side === 'sell' ? side : null;
}

/** Rejected after executions (`REJECTED_AFTER_EXECUTION`) is ended with part of it done, not "nothing was done". */
export function rejectedOrCut(status: OrderStatus, filled: Decimal): OrderStatus {
  return status === 'rejected' && filled.gt(0) ? 'canceled' : status;
}

/** An entry of `openorders`. */
export function orderFromOpenOrders(row: Json): ExchangeOrder {
  const filled = new Decimal(String(row.filledSize ?? 0));
  const remaining = new Decimal(String(row.unfilledSize ?? 0));
  return build(row, {
    symbol: requiredText(title, row, 'symbol'),
    exchangeOrderId: requiredText(title, row, 'order_id'),
    clientOrderId: optionalText(row.cliOrdId),
    orderType: requiredText(title, row, 'orderType'),
    quantity: filled.plus(remaining),
    filled,
    status: filled.gt(0) ? 'partially_filled' : 'open',
    createdAt: isoMs(row.receivedTime),
  });
}

const statusNames: Record<string, OrderStatus> = {
  ENTERED_BOOK: 'open',
  FULLY_EXECUTED: 'filled',
  CANCELLED: 'canceled',
  REJECTED: 'rejected',
  TRIGGER_PLACED: 'open',
  TRIGGER_ACTIVATION_FAILURE: 'rejected',
};

/** An entry of `orders/status`: the order, and where it stands. */
export function orderFromStatus(entry: Json): ExchangeOrder {
  const order = isRecord(entry.order) ? entry.order : null;
  if (order === null) throw new MalformedResponse(title, 200);
  const quantity = new Decimal(String(order.quantity ?? 0));
  const filled = new Decimal(String(order.filled ?? 0));
  const status = statusNames[String(entry.status)] ?? 'unknown';
  return build(order, {
    symbol: String(order.symbol),
    exchangeOrderId: requiredText(title, order, 'orderId'),
    clientOrderId: optionalText(order.cliOrdId),
    orderType: String(order.type ?? ''),
    quantity,
    filled,
    status: status === 'open' && filled.gt(0) ? 'partially_filled' : rejectedOrCut(status, filled),
    createdAt: isoMs(order.timestamp),
  });
}

interface OrderFacts {
  /** The contract by Kraken's name. */
  readonly symbol: string;
  readonly exchangeOrderId: string;
  readonly clientOrderId: string | null;
  readonly orderType: string;
  readonly quantity: Decimal;
  readonly filled: Decimal;
  readonly status: OrderStatus;
  readonly createdAt: number | null;
}

function build(row: Json, facts: OrderFacts): ExchangeOrder {
  const price = positive(row.limitPrice);
  return {
    exchangeOrderId: facts.exchangeOrderId,
    clientOrderId: facts.clientOrderId,
    symbol: facts.symbol,
    store: 'regular',
    side: sideOf(row.side),
    type: orderTypeOf(facts.orderType, price),
    status: facts.status,
    quantity: facts.quantity.toFixed(),
    filledQuantity: facts.filled.toFixed(),
    remainingQuantity: facts.quantity.minus(facts.filled).toFixed(),
    averagePrice: null,
    price,
    stopPrice: positive(
      row.stopPrice ?? (isRecord(row.priceTriggerOptions) ? row.priceTriggerOptions.triggerPrice : null),
    ),
    timeInForce: null,
    postOnly: facts.orderType.toLowerCase() === 'post',
    reduceOnly: typeof row.reduceOnly === 'boolean' ? row.reduceOnly : null,
    createdAt: facts.createdAt,
  };
}
