import { Decimal } from 'decimal.js';
import type { Customer, Exchange } from './exchange.ts';
import { marketOf } from './exchange.ts';
import { affords } from './margin.ts';
import { enterBook, intentOf, offered, reducible } from './matching.ts';
import type { Order, Trigger } from './order.ts';
import { recordRejected, recordTrigger } from './order-history.ts';
import { protectedPrice, quote } from './prices.ts';

/** Price of a trailing stop: it follows the signal in the good direction and never goes back. */
export function trailingPrice(exchange: Exchange, order: Order, trigger: Trigger): Decimal {
  const { instrument } = marketOf(exchange, order.symbol);
  const signal = quote(exchange.world, instrument)[trigger.signal];
  if (!trigger.trailing) return trigger.price;
  const { deviation, unit } = trigger.trailing;
  const distance = unit === 'PERCENT' ? signal.mul(deviation).div(100) : deviation;
  return (order.side === 'sell' ? signal.sub(distance) : signal.add(distance)).toNearest(instrument.tickSize);
}

/** Moves a trailing stop and fires the order if its signal has reached the price. */
export function checkTrigger(exchange: Exchange, customer: Customer, order: Order): void {
  const { trigger } = order;
  const { instrument, suspended } = marketOf(exchange, order.symbol);
  if (!trigger || order.state !== 'waiting' || suspended) return;
  if (trigger.trailing) follow(exchange, order, trigger);
  const signal = quote(exchange.world, instrument)[trigger.signal];
  const reached = trigger.above ? signal.gte(trigger.price) : signal.lte(trigger.price);
  if (reached) fire(exchange, customer, order, trigger);
}

function follow(exchange: Exchange, order: Order, trigger: Trigger): void {
  const price = trailingPrice(exchange, order, trigger);
  const better = order.side === 'sell' ? price.gt(trigger.price) : price.lt(trigger.price);
  if (!better) return;
  trigger.price = price;
  order.updatedAt = exchange.world.now();
  order.reason = 'TRAILING_STOP_PRICE_UPDATED';
}

/** Without a limit the order becomes a market order, i.e. immediate-or-cancel with 1 % protection (docs.kraken.com, send-order: limitPrice). */
function fire(exchange: Exchange, customer: Customer, order: Order, trigger: Trigger): void {
  const { instrument } = marketOf(exchange, order.symbol);
  trigger.firedAt = exchange.world.now();
  recordTrigger(exchange, customer, order, 'Activated');
  order.limitPrice = limitAtActivation(order, trigger, instrument.tickSize);
  if (order.limitPrice === null) order.limitPrice = protectedPrice(exchange.world, instrument, order.side);
  const limit = reducible(customer, order.symbol, order.side);
  if (order.reduceOnly) order.size = Decimal.min(order.size, limit);
  const error = refusal(exchange, customer, order);
  if (!error) return void enterBook(exchange, customer, order, 'stop_order_triggered');
  order.error = error;
  order.state = 'rejected';
  order.reason = 'STOP_ORDER_TRIGGERED';
  order.endedAt = exchange.world.now();
  customer.open.delete(order.id);
  customer.ended.set(order.id, order);
  recordRejected(exchange, customer, order, error);
}

function limitAtActivation(order: Order, trigger: Trigger, tick: Decimal): Decimal | null {
  if (!trigger.offset) return order.limitPrice;
  const { value, unit } = trigger.offset;
  const shift = unit === 'PERCENT' ? trigger.price.mul(value).div(100) : value;
  return Decimal.max(tick, trigger.price.add(shift).toNearest(tick));
}

/** Reduce-only is judged when the trigger fires, not when it is placed (support.kraken.com, reduce-only orders). */
function refusal(exchange: Exchange, customer: Customer, order: Order): string | null {
  if (order.reduceOnly && order.size.isZero()) return 'WOULD_NOT_REDUCE_POSITION';
  const market = marketOf(exchange, order.symbol);
  if (order.kind === 'ioc' && !offered(exchange, market, order)) return 'IOC_WOULD_NOT_EXECUTE';
  return affords(exchange, customer, intentOf(exchange, market, order)) ? null : 'INSUFFICIENT_MARGIN';
}
