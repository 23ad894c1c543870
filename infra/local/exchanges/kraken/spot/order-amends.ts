import type { Decimal } from 'decimal.js';
import type { Order } from '../../engine/order.ts';
import { isArmed, remainingOf } from '../../engine/order.ts';
import type { Call } from './call.ts';
import type { SpotExchange } from './exchange.ts';
import { pairOf } from './pairs.ts';
import { refuse } from './refusal.ts';

/** The terms of an order since a moment (ms): as placed, and after each amendment. Oldest first. */
export interface Amendment {
  readonly id: string;
  readonly at: number;
  readonly order: Order;
}

/** Notes the order as it was placed, once, and then the order as it is now. */
export function noteAmendment(exchange: SpotExchange, before: Order, after: Order, id: string): void {
  const known = originalOf(exchange, before);
  exchange.amendments.set(after.id, [...known, { id, at: exchange.world.now(), order: after }]);
}

function originalOf(exchange: SpotExchange, order: Order): readonly Amendment[] {
  const known = exchange.amendments.get(order.id);
  if (known) return known;
  const placed = { ...order, filled: order.filled.times(0), cost: order.cost.times(0) };
  const first = [{ id: exchange.ids.amendment(), at: order.placedAt, order: placed }];
  exchange.amendments.set(order.id, first);
  return first;
}

/**
 * OrderAmends: the trail of an order, ascending. An open order needs one permission, an ended order the other.
 * https://docs.kraken.com/api-reference/account-data/get-order-amends; times are unix nanoseconds.
 */
export function orderAmends({ exchange, account, key, params }: Call): unknown {
  const order = account.orders.get(params.order_id ?? '') ?? refuse('EOrder:Unknown order');
  const needed = order.endedAt ? 'query-closed-trades' : 'query-open-trades';
  if (!key.permissions.includes(needed)) refuse('EGeneral:Permission denied');
  const amends = originalOf(exchange, order).map(renderAmendment);
  return { amends, count: amends.length };
}

function renderAmendment({ id, at, order }: Amendment, index: number): Record<string, unknown> {
  const { lotDecimals, pairDecimals } = pairOf(order.market);
  const price = (value: Decimal) => value.toFixed(pairDecimals);
  const { limitPrice, trigger } = order;
  return {
    ...{ amend_id: id, amend_type: index === 0 ? 'original' : 'user' },
    order_qty: order.quantity.toFixed(lotDecimals),
    remaining_qty: remainingOf(order).toFixed(lotDecimals),
    ...(limitPrice ? { limit_price: price(limitPrice) } : {}),
    ...(trigger && isArmed(order) ? { trigger_price: price(trigger.price) } : {}),
    ...{ post_only: order.postOnly, timestamp: at * 1_000_000 },
  };
}
