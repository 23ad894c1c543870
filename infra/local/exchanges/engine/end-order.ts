import type { Account } from './account.ts';
import type { Exchange } from './exchange.ts';
import type { Cause, Order, OrderState, Rejection } from './order.ts';

/** Takes an unfinished order out of the market. */
export function endOrder(
  exchange: Exchange,
  account: Account,
  order: Order,
  state: 'cancelled' | 'expired',
  cause: Cause,
): void {
  order.cause = cause;
  order.updatedAt = exchange.world.now();
  if (order.filled.gt(0)) mark(order, 'cutShort');
  leaveMarket(exchange, account, order, state);
  exchange.events.ended?.(account, order);
}

/** Notes a rejected order, at arrival or when a trigger fires. */
export function rejectOrder(exchange: Exchange, account: Account, order: Order, rejection: Rejection): void {
  order.rejection = rejection;
  account.orders.set(order.id, order);
  leaveMarket(exchange, account, order, 'rejected');
  exchange.events.rejected?.(account, order);
}

/** Takes an order out of a market that never trades its last step. */
export function endShort(exchange: Exchange, account: Account, order: Order): void {
  order.cause = 'insignificantRemainder';
  leaveMarket(exchange, account, order, order.market.endsShort ?? 'filled');
}

export function leaveMarket({ world }: Exchange, account: Account, order: Order, state: OrderState): void {
  order.state = state;
  order.endedAt = world.now();
  account.open.delete(order.id);
  account.ended.set(order.id, order);
}

export function mark(order: Order, what: 'fired' | 'amended' | 'cutShort'): void {
  order.marks = new Set([...order.marks, what]);
}
