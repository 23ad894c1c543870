import type { Account } from '../../engine/account.ts';
import { exact } from '../../engine/decimals.ts';
import type { Exchange } from '../../engine/exchange.ts';
import type { Order, Trigger } from '../../engine/order.ts';
import { quoteOf } from '../../engine/quote.ts';
import { trailingPrice } from '../../engine/trailing.ts';

/** A trailing stop that begins to follow at a price: until then its trigger is out of reach. */
export function sleeping(trigger: Trigger): Trigger {
  return { ...trigger, trailing: null, price: exact(trigger.fires === 'below' ? 0 : '1e20') };
}

/** Names of the fields in an order's `own` that say when and how closely it follows. */
export function activationOf(price: string, distance: string): Record<string, string> {
  return { activateAt: price, distance };
}

/** Wakes the trailing stops whose price has come: a sell when the price has risen there, a buy when it has fallen. */
export function activateTrailing(exchange: Exchange, { open }: Account): void {
  for (const order of open.values()) if (order.own.activateAt !== undefined) wake(exchange, order);
}

function wake(exchange: Exchange, order: Order): void {
  const { trigger, own, market, side } = order;
  if (trigger === null || trigger.trailing !== null || trigger.firedAt !== null) return;
  const signal = quoteOf(exchange, market)[trigger.signal];
  const at = own.activateAt ?? '0';
  if (side === 'sell' ? signal.lt(at) : signal.gt(at)) return;
  trigger.trailing = { amount: exact(own.distance ?? '0'), isFraction: true };
  trigger.price = trailingPrice(exchange, market, side, trigger);
}
