import { amendOrder, copyOf } from '../../engine/amend-order.ts';
import type { Order } from '../../engine/order.ts';
import type { SignedCall } from '../rest/handle.ts';
import { requiredDecimal } from '../rest/params.ts';
import { randomId } from '../rest/random-id.ts';
import { refuse } from '../rest/refusal.ts';
import type { SpotExchange } from './exchange.ts';
import { checkLot, checkNotional } from './filters.ts';
import { named, namedIn } from './find-order.ts';
import { clientIdOf } from './parse-order.ts';
import { money, statusOf } from './render-order.ts';
import { symbolIn } from './symbols.ts';

/**
 * PUT /api/v3/order/amend/keepPriority: less quantity, in place. A refusal of the engine is -2038, with a text (spot/errors), and so is the filter
 * of amendments (spot/filters). Without `newClientOrderId` the order gets a random id; its own id may be
 * given again (spot/faqs/order_amend_keep_priority).
 */
export function amendKeepPriority(call: SignedCall<SpotExchange>): object {
  const { exchange, account, params, now } = call;
  const order = namedIn(call, named(call));
  if (order === undefined || !account.open.has(order.id)) return refuse(-2038, 'Unknown order sent.');
  const quantity = requiredDecimal(params, 'newQty');
  const id = clientIdOf(params, 'newClientOrderId') ?? randomId(exchange.world);
  checkAmendment(call, order, id);
  checkLot(symbolIn(order.market), quantity);
  if (quantity.eq(order.quantity)) refuse(-2038, 'The requested action would change no state; rejecting');
  if (quantity.gt(order.quantity)) refuse(-2038, 'Order amend (quantity increase) is not supported.');
  // No page tells what a quantity does that is executed already. The request is refused here, and leaves the order as the order is.
  if (quantity.lte(order.filled)) refuse(-2038, 'Price * QTY is zero or less.');
  checkNotional(symbolIn(order.market), quantity.times(order.limitPrice ?? order.trigger?.price ?? 0), false);
  const { clientOrderId: before } = order;
  amendOrder(exchange, account, order, { ...copyOf(order), quantity, clientOrderId: id });
  exchange.amends.set(order.id, (exchange.amends.get(order.id) ?? 0) + 1);
  const executionId = Number(exchange.ids.amendment());
  return { transactTime: now, executionId, amendedOrder: amendedView(order, before) };
}

function checkAmendment({ exchange, account }: SignedCall<SpotExchange>, order: Order, id: string): void {
  const { market } = order;
  const { maxAmends } = symbolIn(market);
  if (market.suspended || market.mode === 'cancel_only') refuse(-2038, 'Market is closed.');
  if (order.quantityIn === 'quote') refuse(-2038, 'Unsupported order combination');
  if ((exchange.amends.get(order.id) ?? 0) >= maxAmends) refuse(-2038, 'Filter failure: MAX_NUM_ORDER_AMENDS');
  const isTaken = [...account.open.values()].some((each) => each !== order && each.clientOrderId === id);
  if (isTaken) refuse(-2010, 'Duplicate order sent.');
}

function amendedView(order: Order, before: string | null): object {
  const { market, id, clientOrderId, limitPrice, quantity, filled, cost, timeInForce, side, own } = order;
  const nothing = money(filled.times(0));
  return {
    ...{ symbol: market.terms.symbol, orderId: BigInt(id), orderListId: -1, origClientOrderId: before, clientOrderId },
    ...{ price: limitPrice ? money(limitPrice) : nothing, qty: money(quantity), executedQty: money(filled) },
    ...{ preventedQty: nothing, quoteOrderQty: nothing, cumulativeQuoteQty: money(cost), status: statusOf(order) },
    ...{ timeInForce, type: own.type, side: side.toUpperCase(), workingTime: order.placedAt },
    selfTradePreventionMode: 'EXPIRE_MAKER',
  };
}
