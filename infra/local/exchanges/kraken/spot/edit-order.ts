import { endOrder } from '../../engine/end-order.ts';
import type { Order, OrderTerms } from '../../engine/order.ts';
import { isArmed } from '../../engine/order.ts';
import { rejectionOf } from '../../engine/order-checks.ts';
import { placeOrder } from '../../engine/place-order.ts';
import type { Call } from './call.ts';
import { findOpen } from './cancel-orders.ts';
import { describe, ownOf } from './order-types.ts';
import { findPair, pairOf } from './pairs.ts';
import { parseOrder, parseQuantity } from './parse-order.ts';
import { refuseRejection } from './place-order.ts';
import { countTransaction } from './rate-limits.ts';
import { refuse, refuseArgument } from './refusal.ts';
import type { Params } from './request.ts';

/**
 * EditOrder: cancels an order and places a new one with a new id; what was executed stays with the old order. Needs both rights, to
 * modify and to cancel. https://docs.kraken.com/api-reference/trading/edit-order; the answer is the one documented since 2024. A refused
 * edit leaves the order as it was: the new order is checked before the old one is cancelled.
 */
export function editOrder({ exchange, account, key, params }: Call): unknown {
  if (!key.permissions.includes('modify-trades') || !key.permissions.includes('close-trades'))
    refuse('EGeneral:Permission denied');
  if (params.txid === undefined) refuseArgument('txid');
  const order = findOpen(account, params.txid, undefined)[0] ?? refuse('EOrder:Unknown order');
  const { symbol } = order.market.terms;
  const now = exchange.world.now();
  countTransaction(exchange.limits, account.customer, symbol, 'edit', now - order.changedAt, now);
  if (findPair(exchange.pairs, params.pair ?? '')?.symbol !== symbol) refuse('EQuery:Unknown asset pair');
  // "Triggered stop loss or take profit orders are not supported"; the words of the refusal are not documented.
  if (order.trigger && !isArmed(order)) refuse('EOrder:Invalid order');
  const terms = parseOrder(exchange, edited(order, params));
  const rejection = rejectionOf(exchange, account, draft(order, terms), order);
  if (rejection) refuseRejection(rejection);
  const descr = { order: describe(terms) };
  if (params.validate === 'true') return { descr };
  endOrder(exchange, account, order, 'cancelled', 'cancelledByCustomer');
  const placed = placeOrder(exchange, account, terms);
  if (placed.rejection) refuseRejection(placed.rejection);
  return { descr, txid: placed.order.id };
}

/** The new order in the words of AddOrder: what is given, and the rest of the old order. A client order id is "not supported". */
function edited(order: Order, params: Params): Params {
  const own = ownOf(order);
  const { expireAt, startAt, timeInForce, trigger } = order;
  const { price = own.price, price2 = own.price2, oflags = own.oflags } = params;
  return {
    ...{ pair: pairOf(order.market).symbol, type: order.side, ordertype: own.ordertype, price, price2, oflags },
    ...{ timeinforce: timeInForce, expiretm: secondsOf(expireAt), starttm: secondsOf(startAt) },
    volume: newVolume(order, params.volume),
    ...(trigger ? { trigger: own.trigger } : {}),
    ...(params.userref === undefined ? {} : { userref: params.userref }),
    ...(params.deadline === undefined ? {} : { deadline: params.deadline }),
  };
}

/**
 * "Orders where the executed volume is greater than the newly supplied volume will be rejected": the supplied volume counts what was
 * executed, so the new order is for the rest (follows from that sentence; no edit of a partly filled order was found recorded).
 */
function newVolume(order: Order, text: string | undefined): string {
  const { lotDecimals } = pairOf(order.market);
  const whole = text === undefined ? order.quantity : parseQuantity(text, pairOf(order.market), 'volume');
  if (order.filled.gte(whole)) refuse('EOrder:Invalid order');
  return whole.minus(order.filled).toFixed(lotDecimals);
}

function secondsOf(ms: number): string {
  return String(Math.ceil(ms / 1000));
}

function draft(order: Order, terms: OrderTerms): Order {
  const nothing = order.filled.times(0);
  return { ...order, ...terms, filled: nothing, cost: nothing, fee: nothing, fills: [] };
}
