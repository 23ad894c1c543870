import { Decimal } from 'decimal.js';
import type { Customer, Exchange, Market } from './exchange.ts';
import { marketOf } from './exchange.ts';
import type { Execution } from './execution.ts';
import { execute, feeRates } from './execution.ts';
import type { Intent } from './margin.ts';
import type { Order } from './order.ts';
import { remaining, signed } from './order.ts';
import { recordCancelled, recordPlaced, recordUpdated } from './order-history.ts';
import { orderEvent } from './order-json.ts';
import { notional } from './position-value.ts';
import { quote, reachable } from './prices.ts';

export type OrderEvents = Record<string, unknown>[];

/** What a taker could get this moment, or null: best price and size within the order's limit and the market's liquidity. */
export function offered(exchange: Exchange, market: Market, order: Order): { price: Decimal; size: Decimal } | null {
  if (order.limitPrice === null) return null;
  const price = reachable(exchange.world, market.instrument, order.side, order.limitPrice);
  const size = market.liquidity ? Decimal.min(remaining(order), market.liquidity) : remaining(order);
  return price && size.gt(0) ? { price, size } : null;
}

/** What an order would do to the account if it went to the market now. */
export function intentOf(exchange: Exchange, market: Market, order: Order): Intent {
  const { instrument } = market;
  const offer = offered(exchange, market, order);
  const filled = offer?.size ?? new Decimal(0);
  const price = offer?.price ?? quote(exchange.world, instrument).mark;
  const fee = notional(instrument, filled, price).mul(feeRates.taker);
  const immediate = order.kind === 'ioc' || order.kind === 'fok';
  const resting = immediate ? new Decimal(0) : remaining(order).sub(filled);
  return { instrument, side: order.side, filled, price, fee, resting };
}

/**
 * An accepted order meets the market: it takes what is offered; what is left rests or, for immediate kinds, ends.
 * A partial immediate fill is answered `placed` with its EXECUTION alone, so only the fill tells how much was done.
 */
export function enterBook(
  exchange: Exchange,
  customer: Customer,
  order: Order,
  reason: string,
  reduced: Decimal | null = null,
): OrderEvents {
  const market = marketOf(exchange, order.symbol);
  const offer = market.suspended ? null : offered(exchange, market, order);
  order.state = 'open';
  order.reason = reason.toUpperCase();
  customer.open.set(order.id, order);
  const events: OrderEvents = [];
  if (offer) {
    const event = fill(exchange, customer, order, { ...offer, type: 'taker' });
    event.takerReducedQuantity = reduced?.toNumber() ?? null;
    events.push(event);
  }
  recordPlaced(exchange, customer, order, reason);
  const immediate = order.kind === 'ioc' || order.kind === 'fok';
  if (order.state === 'open' && immediate) end(exchange, customer, order, 'cancelled', 'ioc_would_not_execute_reason');
  if (order.state === 'open') events.push(orderEvent('PLACE', order, { reducedQuantity: reduced?.toNumber() ?? null }));
  if (offer) sweepReduceOnly(exchange, customer, order.symbol);
  return events;
}

/** The price has come to a resting order: it fills at its own limit, as maker. */
export function fillResting(exchange: Exchange, customer: Customer, order: Order): void {
  const market = marketOf(exchange, order.symbol);
  const offer = market.suspended ? null : offered(exchange, market, order);
  if (!offer || order.limitPrice === null) return;
  const before = { ...order };
  fill(exchange, customer, order, { size: offer.size, price: order.limitPrice, type: 'maker' });
  recordUpdated(exchange, customer, before, order, order.state === 'filled' ? 'full_fill' : 'partial_fill');
  sweepReduceOnly(exchange, customer, order.symbol);
}

export function fill(exchange: Exchange, customer: Customer, order: Order, execution: Execution) {
  const event = execute(exchange, customer, order, execution);
  order.reason = remaining(order).isZero() ? 'FULL_FILL' : 'PARTIAL_FILL';
  if (remaining(order).isZero()) close(exchange, customer, order, 'filled');
  return event;
}

/** Takes an unfinished order out of the market. `reason` in the words of the history (cancelled_by_user …). */
export function end(
  exchange: Exchange,
  customer: Customer,
  order: Order,
  state: 'cancelled' | 'rejected',
  reason: string,
): void {
  order.reason = reason.toUpperCase();
  close(exchange, customer, order, state);
  recordCancelled(exchange, customer, order, reason);
}

function close(exchange: Exchange, customer: Customer, order: Order, state: Order['state']): void {
  order.state = state;
  order.endedAt = exchange.world.now();
  order.updatedAt = order.endedAt;
  customer.open.delete(order.id);
  customer.ended.set(order.id, order);
}

/** Size by which an order of this side could reduce the position; zero when there is nothing to reduce. */
export function reducible(customer: Customer, symbol: string, side: Order['side']): Decimal {
  const held = customer.positions.get(symbol)?.size ?? new Decimal(0);
  return signed(side, held).lt(0) ? held.abs() : new Decimal(0);
}

/** Resting reduce-only orders never exceed the position: they shrink with it and end with it. */
export function sweepReduceOnly(exchange: Exchange, customer: Customer, symbol: string): void {
  for (const order of [...customer.open.values()]) {
    if (order.symbol !== symbol || !order.reduceOnly || order.state !== 'open') continue;
    const limit = reducible(customer, symbol, order.side);
    if (limit.isZero()) end(exchange, customer, order, 'cancelled', 'would_not_reduce_position');
    else if (remaining(order).gt(limit)) order.size = order.filled.add(limit);
  }
}
