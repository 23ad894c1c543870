import type { Order } from './order.ts';

/**
 * Ended orders that an exchange shows at a moment, in the given order. `keptMs` is how long ended orders are shown, `lateMs` how far
 * the list is behind.
 */
export function endedOrders(
  orders: Iterable<Order>,
  now: number,
  { keptMs = Number.POSITIVE_INFINITY, lateMs = 0 }: { readonly keptMs?: number; readonly lateMs?: number } = {},
): Order[] {
  return [...orders].filter(({ endedAt }) => endedAt !== null && endedAt >= now - keptMs && endedAt <= now - lateMs);
}
