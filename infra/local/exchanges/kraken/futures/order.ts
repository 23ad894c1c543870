import type { Decimal } from 'decimal.js';

export type Side = 'buy' | 'sell';

/**
 * An order from acceptance to its end. With `trigger` set and `state` 'waiting' it is not in the book yet.
 * `limitPrice` is null only for a waiting trigger that will become a market order.
 */
export interface Order {
  id: string;
  cliOrdId: string | null;
  symbol: string;
  side: Side;
  kind: 'lmt' | 'post' | 'ioc' | 'fok' | 'liquidation';
  size: Decimal;
  filled: Decimal;
  limitPrice: Decimal | null;
  reduceOnly: boolean;
  placedAt: number;
  updatedAt: number;
  trigger: Trigger | null;
  state: 'waiting' | 'open' | 'filled' | 'cancelled' | 'rejected';
  endedAt: number | null;
  /** Why it last changed, in the words of orders/status (NEW_USER_ORDER, FULL_FILL …). */
  reason: string;
  error: string | null;
}

export interface Trigger {
  orderType: 'stp' | 'take_profit' | 'trailing_stop';
  price: Decimal;
  signal: 'mark' | 'index' | 'last';
  /** True: fires when the signal reaches the price from below. */
  above: boolean;
  trailing: { deviation: Decimal; unit: 'PERCENT' | 'QUOTE_CURRENCY' } | null;
  offset: { value: Decimal; unit: 'PERCENT' | 'QUOTE_CURRENCY' } | null;
  firedAt: number | null;
}

export function remaining(order: Order) {
  return order.size.sub(order.filled);
}
export function signed(side: Side, size: Decimal) {
  return side === 'buy' ? size : size.neg();
}
