import type { Decimal } from 'decimal.js';
import { onTick } from './decimals.ts';
import type { Exchange } from './exchange.ts';
import type { Market } from './market.ts';
import type { Order, Side, Trigger } from './order.ts';
import { distance } from './order.ts';
import { quoteOf } from './quote.ts';

/** Price of a trailing stop as the signal stands. */
export function trailingPrice(exchange: Exchange, market: Market, side: Side, trigger: Trigger): Decimal {
  if (!trigger.trailing) return trigger.price;
  const signal = quoteOf(exchange, market)[trigger.signal];
  const gap = distance(trigger.trailing, signal);
  const price = side === 'buy' ? signal.plus(gap) : signal.minus(gap);
  const { tickSize } = market.terms;
  return exchange.rules.matching.trailingStaysPositive ? onTick(price, tickSize) : price.toNearest(tickSize);
}

/** The trigger follows the signal when the signal moves the customer's way, and stays when the signal comes back. */
export function follow(exchange: Exchange, order: Order, trigger: Trigger): void {
  if (!trigger.trailing) return;
  const price = trailingPrice(exchange, order.market, order.side, trigger);
  const better = order.side === 'sell' ? price.gt(trigger.price) : price.lt(trigger.price);
  if (!better) return;
  trigger.price = price;
  order.updatedAt = exchange.world.now();
  order.cause = 'trailed';
}
