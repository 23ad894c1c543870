import type { Account } from '../../engine/account.ts';
import { amendOrder as amendInPlace, copyOf } from '../../engine/amend-order.ts';
import { canHold } from '../../engine/holds.ts';
import { putOff } from '../../engine/late-amendments.ts';
import type { Order } from '../../engine/order.ts';
import { isArmed } from '../../engine/order.ts';
import type { Quote } from '../../engine/quote.ts';
import { quoteOf, reachable } from '../../engine/quote.ts';
import { noteAmendment } from './amendments.ts';
import type { Call } from './call.ts';
import { findOpen } from './cancel-orders.ts';
import type { SpotExchange } from './exchange.ts';
import { orderTypes, ownOf } from './order-types.ts';
import { pairOf } from './pairs.ts';
import { checkMinimums, parseQuantity } from './parse-order.ts';
import { checkDeadline } from './parse-order-options.ts';
import { parsePrice } from './parse-price.ts';
import { countTransaction } from './rate-limits.ts';
import { refuse, refuseArgument } from './refusal.ts';
import type { Params } from './request.ts';

/**
 * Changes a live order in place; its ids and fills stay. The change is tried on a copy, so that a refusal leaves the
 * order as it was. https://docs.kraken.com/api-reference/trading/amend-order
 */
export function amendOrder({ exchange, account, params }: Call): unknown {
  const now = exchange.world.now();
  const order = findOpen(account, params.txid, params.cl_ord_id)[0] ?? refuse('EOrder:Unknown order');
  const { symbol } = order.market.terms;
  countTransaction(exchange.limits, account.customer, symbol, 'amend', now - order.changedAt, now);
  checkDeadline(params.deadline, now);
  const quote = quoteOf(exchange, order.market);
  const amended = amendedCopy(order, params, quote);
  checkAmended(exchange, account, order, amended, params, quote);
  if (exchange.amending.manner !== 'done') return { amend_id: acknowledge(exchange, account, order, amended) };
  const { before, after } = amendInPlace(exchange, account, order, amended);
  const amendId = exchange.ids.amendment();
  noteAmendment(exchange, exchange.amendments, { before, after, id: amendId });
  return { amend_id: amendId };
}

function acknowledge(exchange: SpotExchange, account: Account, order: Order, amended: Order): string {
  const id = exchange.ids.amendment();
  putOff(exchange, exchange.amending, { account, order, amended, id });
  return id;
}

function amendedCopy(order: Order, params: Params, quote: Quote): Order {
  const { order_qty: quantity, limit_price: limit, trigger_price: trigger } = params;
  if (quantity === undefined && limit === undefined && trigger === undefined) refuse('EGeneral:Invalid arguments');
  const copy = copyOf(order);
  if (quantity !== undefined) copy.quantity = parseQuantity(quantity, pairOf(order.market), 'order_qty');
  if (limit !== undefined) amendLimit(copy, limit, quote);
  if (trigger !== undefined) amendTrigger(copy, trigger, quote);
  return copy;
}

function amendLimit(order: Order, text: string, quote: Quote): void {
  const own = ownOf(order);
  const { limit, trigger } = orderTypes[own.ordertype];
  if (!limit || trigger === 'trailing') refuseArgument('limit_price');
  const pair = pairOf(order.market);
  const price = parsePrice(text, 'limit_price', pair, quote.last, 1);
  order.limitPrice = price;
  order.own = { ...own, [trigger ? 'price2' : 'price']: price.toFixed(pair.pairDecimals) };
}

function amendTrigger(order: Order, text: string, quote: Quote): void {
  const { trigger } = order;
  if (!trigger || !isArmed(order) || trigger.trailing) refuseArgument('trigger_price');
  const pair = pairOf(order.market);
  trigger.price = parsePrice(text, 'trigger_price', pair, quote.last, 1);
  order.own = { ...order.own, price: trigger.price.toFixed(pair.pairDecimals) };
}

/**
 * A quantity at or below the filled quantity ends the order, so its size no longer matters. `post_only` is false unless the amendment sets it, even if the order was placed with it.
 */
function checkAmended(
  exchange: SpotExchange,
  account: Account,
  order: Order,
  amended: Order,
  params: Params,
  quote: Quote,
): void {
  if (amended.quantity.lte(order.filled)) return;
  checkMinimums(amended, quote);
  const postOnly = params.post_only === 'true' && params.limit_price !== undefined && !isArmed(amended);
  if (postOnly && reachable(quote, amended.side, amended.limitPrice)) refuse('EOrder:Post only order');
  if (!canHold(exchange, account, amended, quote, order)) refuse('EOrder:Insufficient funds');
}
