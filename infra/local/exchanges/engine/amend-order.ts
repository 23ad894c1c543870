import type { Account, Fill } from './account.ts';
import { endOrder, leaveMarket, mark } from './end-order.ts';
import type { Exchange } from './exchange.ts';
import { tradeAmended } from './matching.ts';
import type { Order } from './order.ts';
import { checkTrigger } from './triggers.ts';

export interface Amendment {
  /** The order before and after the change. A fill may follow the change at once. */
  readonly before: Order;
  readonly after: Order;
  readonly fill: Fill | null;
}

/** Changes a live order in place: its ids and fills stay. `amended` is the changed order, checked. */
export function amendOrder(exchange: Exchange, account: Account, order: Order, amended: Order): Amendment {
  const before = copyOf(order);
  const now = exchange.world.now();
  Object.assign(order, amended, { updatedAt: now, changedAt: now, cause: 'amended' });
  mark(order, 'amended');
  const after = copyOf(order);
  exchange.events.updated?.(account, before, order);
  return { before, after, fill: goOn(exchange, account, order) };
}

/** A copy whose trigger can change without changing the order's. */
export function copyOf(order: Order): Order {
  return { ...order, trigger: order.trigger && { ...order.trigger } };
}

/** An order amended to no more than its filled quantity has ended. */
function goOn(exchange: Exchange, account: Account, order: Order): Fill | null {
  if (order.quantity.lt(order.filled)) endOrder(exchange, account, order, 'cancelled', 'amended');
  else if (order.quantity.eq(order.filled)) leaveMarket(exchange, account, order, 'filled');
  else if (order.state === 'open') return tradeAmended(exchange, account, order);
  else if (exchange.rules.matching.triggersAtPlacement) checkTrigger(exchange, account, order);
  return null;
}
