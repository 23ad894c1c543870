import type { Decimal } from 'decimal.js';
import { isArmed, remainingOf } from '../../engine/order.ts';
import type { Amendment } from './amendments.ts';
import { originalOf } from './amendments.ts';
import type { Call } from './call.ts';
import { pairOf } from './pairs.ts';
import { refuse } from './refusal.ts';

/**
 * OrderAmends: the trail of an order, ascending. An open order needs the permission for open orders, an ended order the permission for
 * closed orders. https://docs.kraken.com/api-reference/account-data/get-order-amends; times are unix nanoseconds.
 */
export function orderAmends({ exchange, account, key, params }: Call): unknown {
  const order = account.orders.get(params.order_id ?? '') ?? refuse('EOrder:Unknown order');
  const needed = order.endedAt ? 'query-closed-trades' : 'query-open-trades';
  if (!key.permissions.includes(needed)) refuse('EGeneral:Permission denied');
  const amends = originalOf(exchange.amendments, order).map(renderAmendment);
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
