import { Decimal } from '../../../decimal.ts';
import type { ExchangeOrder, OrderStatus, Side } from '../../model/order.ts';
import { isoMs, isRecord, type Json, optionalText, positive, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { type Kind, kindOfOpen } from './order-kinds.ts';
import { type Sizes, sizeIn, sizesOfParts, sizesOfStatus } from './order-sizes.ts';
import { changedAt, signalOf } from './order-terms.ts';

const title = 'Kraken Futures';

/** History knows `Unknown` besides buy and sell: an unknown side stays null. */
export function sideOf(value: unknown): Side | null {
  const side = String(value).toLowerCase();
  return side === 'buy' || side === 'sell' ? side : null;
}

/** Kraken documents `cliOrdId`; test data of nautilus_trader has `cli_ord_id` in a fill of 2023 and an acknowledgement of 2024. */
export function clientIdOf({ cliOrdId, cli_ord_id }: Json): string | null {
  return optionalText(cliOrdId) ?? optionalText(cli_ord_id);
}

/** Rejected after executions (`REJECTED_AFTER_EXECUTION`) is ended with part of it done, not "nothing was done". */
export function rejectedOrCut(status: OrderStatus, filled: Decimal | null): OrderStatus {
  return status === 'rejected' && filled?.gt(0) ? 'canceled' : status;
}

/**
 * An entry of `openorders`. Rows of triggers that have not fired come without `unfilledSize` (nautilus_trader issue 4492): the quantity is
 * unknown then, and not 0.
 */
export function orderFromOpenOrders(row: Json): ExchangeOrder {
  const filled = sizeIn(row.filledSize) ?? (row.status === 'untouched' ? new Decimal(0) : null);
  const isPart = filled?.gt(0) || row.status === 'partiallyFilled';
  return build(row, {
    symbol: requiredText(title, row, 'symbol'),
    exchangeOrderId: requiredText(title, row, 'order_id'),
    kind: kindOfOpen(row.orderType, row.limitPrice),
    sizes: sizesOfParts(filled, sizeIn(row.unfilledSize)),
    status: isPart ? 'partially_filled' : 'open',
    createdAt: isoMs(row.receivedTime),
    ...signalOf(row.triggerSignal),
    ...changedAt(row.lastUpdateTime),
  });
}

const statusNames: Record<string, OrderStatus> = {
  ENTERED_BOOK: 'open',
  FULLY_EXECUTED: 'filled',
  CANCELLED: 'canceled',
  REJECTED: 'rejected',
  TRIGGER_PLACED: 'open',
  // A guess from the word: the trigger fired, and no order came of it. With a fill the order is told as canceled.
  TRIGGER_ACTIVATION_FAILURE: 'rejected',
};

/** An entry of `orders/status`: the order, and where it stands. */
export function orderFromStatus(entry: Json): ExchangeOrder {
  const order = isRecord(entry.order) ? entry.order : null;
  if (order === null) throw new MalformedResponse(title, 200);
  const status = statusNames[String(entry.status)] ?? 'unknown';
  // A trigger that has not fired has executed nothing, and its `filled` is left out. After the fire the order has the type ORDER.
  const filled = sizeIn(order.filled) ?? (order.type === 'TRIGGER_ORDER' ? new Decimal(0) : null);
  return build(order, {
    symbol: requiredText(title, order, 'symbol'),
    exchangeOrderId: requiredText(title, order, 'orderId'),
    kind: { type: null, price: priceIn(order, status), postOnly: null, timeInForce: null },
    sizes: sizesOfStatus(sizeIn(order.quantity), filled, status),
    status: status === 'open' && filled?.gt(0) ? 'partially_filled' : rejectedOrCut(status, filled),
    createdAt: isoMs(order.timestamp),
    ...signalOf(isRecord(order.priceTriggerOptions) ? order.priceTriggerOptions.triggerSignal : null),
    ...changedAt(order.lastUpdateTimestamp),
  });
}

/**
 * `type` is ORDER or TRIGGER_ORDER, so a market order looks like a limit order at the price that protects it (ccxt issue 27996). A resting
 * or waiting order has a price of its own, and so has an order with a later change. The price of an order that ended at once, or came from a
 * trigger, is unknown.
 */
function priceIn(order: Json, status: OrderStatus): string | null {
  const hasRested = restedMs(order) > immediateMs && !isRecord(order.priceTriggerOptions);
  return status === 'open' || hasRested ? positive(order.limitPrice) : null;
}

/** A market order is over within moments, and its fills, which change the order, come moments after the order. */
const immediateMs = 1000;

/** From the placing to the last change; 0 where a time is not told. */
function restedMs({ timestamp, lastUpdateTimestamp }: Json): number {
  const [from, to] = [isoMs(timestamp), isoMs(lastUpdateTimestamp)];
  return from === null || to === null ? 0 : to - from;
}

interface OrderFacts extends Pick<ExchangeOrder, 'triggerPriceType' | 'updatedAt'> {
  /** The contract by Kraken's name. */
  readonly symbol: string;
  readonly exchangeOrderId: string;
  readonly kind: Kind;
  readonly sizes: Sizes;
  readonly status: OrderStatus;
  readonly createdAt: number | null;
}

function build(row: Json, { kind, sizes, ...facts }: OrderFacts): ExchangeOrder {
  return {
    ...facts,
    ...kind,
    ...sizes,
    clientOrderId: clientIdOf(row),
    store: 'regular',
    side: sideOf(row.side),
    averagePrice: null,
    stopPrice: positive(
      row.stopPrice ?? (isRecord(row.priceTriggerOptions) ? row.priceTriggerOptions.triggerPrice : null),
    ),
    reduceOnly: typeof row.reduceOnly === 'boolean' ? row.reduceOnly : null,
  };
}
