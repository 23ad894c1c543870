import type { Account } from './account.ts';
import type { Call } from './endpoints.ts';
import { newId } from './exchange.ts';
import { countTransaction } from './limits.ts';
import { checkFunds, close, crosses, work } from './matching.ts';
import type { Order } from './order.ts';
import { isArmed, orderTypes } from './order.ts';
import { checkDeadline } from './order-options.ts';
import { checkSize, parseVolume } from './order-request.ts';
import type { Touch } from './prices.ts';
import { parsePrice, touchOf } from './prices.ts';
import { refuse, refuseArgument } from './refusal.ts';
import type { Params } from './request.ts';
import { findOpen } from './trading.ts';

/**
 * Changes a live order in place; its ids and fills stay. The change is tried on a copy, so that a refusal leaves the
 * order as it was. https://docs.kraken.com/api-reference/trading/amend-order
 */
export function amendOrder({ exchange, account, params }: Call): unknown {
  const now = exchange.world.now();
  const order = findOpen(account, params.txid, params.cl_ord_id)[0] ?? refuse('EOrder:Unknown order');
  countTransaction(exchange.limits, account.customer, order.pair.id, 'amend', now - order.changedAt, now);
  checkDeadline(params.deadline, now);
  const touch = touchOf(exchange, order.pair);
  const amended = amendedCopy(order, params, touch);
  checkAmended(account, order, amended, params, touch);
  Object.assign(order, { ...amended, changedAt: now, misc: order.misc.add('amended') });
  if (order.volume.lte(order.filled))
    close(exchange, account, order, order.volume.eq(order.filled) ? 'closed' : 'canceled', 'Amended');
  else work(exchange, account, order, touch);
  return { amend_id: newId(exchange, 'T') };
}

function amendedCopy(order: Order, params: Params, touch: Touch): Order {
  const { order_qty: quantity, limit_price: limit, trigger_price: trigger } = params;
  if (quantity === undefined && limit === undefined && trigger === undefined) refuse('EGeneral:Invalid arguments');
  const copy: Order = { ...order, trigger: order.trigger && { ...order.trigger } };
  if (quantity !== undefined) copy.volume = parseVolume(quantity, order.pair, 'order_qty');
  if (limit !== undefined) amendLimit(copy, limit, touch);
  if (trigger !== undefined) amendTrigger(copy, trigger, touch);
  return copy;
}

function amendLimit(order: Order, text: string, touch: Touch): void {
  const { limit, trigger } = orderTypes[order.type];
  if (!limit || trigger === 'trailing') refuseArgument('limit_price');
  const price = parsePrice(text, 'limit_price', order.pair, touch.last, 1);
  order.limitPrice = price;
  order[trigger ? 'price2Text' : 'priceText'] = price.toFixed(order.pair.pairDecimals);
  order.resting = false;
}

function amendTrigger(order: Order, text: string, touch: Touch): void {
  const trigger = isArmed(order) && !order.trigger?.trailing ? order.trigger : null;
  if (!trigger) refuseArgument('trigger_price');
  else trigger.price = parsePrice(text, 'trigger_price', order.pair, touch.last, 1);
  order.priceText = order.trigger?.price.toFixed(order.pair.pairDecimals) ?? '0';
}

/**
 * A quantity at or below what is filled ends the order, so its size no longer matters. `post_only` is false unless it is sent, whatever
 * the order was placed with.
 */
function checkAmended(account: Account, order: Order, amended: Order, params: Params, touch: Touch): void {
  if (amended.volume.lte(order.filled)) return;
  checkSize(amended, amended.volume, touch);
  const postOnly = params.post_only === 'true';
  if (postOnly && params.limit_price !== undefined && !isArmed(amended) && crosses(amended, touch))
    refuse('EOrder:Post only order');
  checkFunds(account, amended, touch, order);
}
