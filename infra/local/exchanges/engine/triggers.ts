import { Decimal } from 'decimal.js';
import type { Account } from './account.ts';
import { mark, rejectOrder } from './end-order.ts';
import type { Exchange } from './exchange.ts';
import { enterBook, reducible } from './matching.ts';
import type { Order, Trigger } from './order.ts';
import { limitOf } from './order.ts';
import { firedRejection } from './order-checks.ts';
import { protectedPrice, quoteOf } from './quote.ts';
import { follow } from './trailing.ts';

/** Moves a trailing stop, and fires the order if its signal has reached the price. */
export function checkTrigger(exchange: Exchange, account: Account, order: Order): void {
  const { trigger, market, state } = order;
  if (!trigger || state !== 'waiting' || market.suspended) return;
  follow(exchange, order, trigger);
  const signal = quoteOf(exchange, market)[trigger.signal];
  const reached = trigger.fires === 'above' ? signal.gte(trigger.price) : signal.lte(trigger.price);
  if (reached) fire(exchange, account, order, trigger);
}

/** From now on the order is the order that was waiting: with its limit, or at the market's price. */
function fire(exchange: Exchange, account: Account, order: Order, trigger: Trigger): void {
  const limit = limitWhenFired(exchange, order);
  trigger.firedAt = exchange.world.now();
  mark(order, 'fired');
  exchange.events.triggerFired?.(account, order);
  order.limitPrice = limit;
  if (order.reduceOnly) order.quantity = Decimal.min(order.quantity, reducible(account, order.market, order.side));
  const rejection = firedRejection(exchange, account, order);
  order.cause = 'triggered';
  if (rejection) rejectOrder(exchange, account, order, rejection);
  else enterBook(exchange, account, order, 'triggered');
}

function limitWhenFired(exchange: Exchange, order: Order): Decimal | null {
  const { marketProtection, offsetRounding } = exchange.rules.matching;
  const { market, side } = order;
  const limit = limitOf(order, offsetRounding);
  if (limit || !marketProtection) return limit;
  return protectedPrice(quoteOf(exchange, market), side, marketProtection, market.terms.tickSize);
}
