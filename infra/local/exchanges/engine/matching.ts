import { Decimal } from 'decimal.js';
import type { Account, Fill } from './account.ts';
import { openOf } from './account.ts';
import { endOrder } from './end-order.ts';
import type { Exchange } from './exchange.ts';
import { fillOrder } from './fill-order.ts';
import { canPay } from './holds.ts';
import type { Market } from './market.ts';
import type { Cause, Order, Side } from './order.ts';
import { isImmediate, remainingOf, signed } from './order.ts';
import { quoteOf, reachable } from './quote.ts';

/** A trade that the market offers an order this moment. */
export interface Offer {
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** Best price and quantity within the order's limit and the market's liquidity. */
export function offerFor(exchange: Exchange, order: Order): Offer | null {
  const { market, side, limitPrice } = order;
  const price = reachable(quoteOf(exchange, market), side, limitPrice);
  if (!price) return null;
  const quantity = quantityAt(exchange, order, price);
  return quantity.gt(0) ? { price, quantity } : null;
}

function quantityAt({ rules }: Exchange, order: Order, price: Decimal): Decimal {
  const { terms, liquidity } = order.market;
  const rest = order.quantityIn === 'quote' ? remainingOf(order).div(price) : remainingOf(order);
  const most = rules.number(liquidity ? Decimal.min(rest, liquidity) : rest);
  const whole = most.toNearest(terms.quantityStep, Decimal.ROUND_DOWN);
  const isLast = order.quantityIn === 'base' && whole.eq(rest) && whole.gt(terms.quantityStep);
  return order.market.endsShort !== null && isLast ? whole.minus(terms.quantityStep) : whole;
}

/** An accepted order meets the market: the order takes the offer. The rest stays in the book or, of immediate orders, ends. */
export function enterBook(exchange: Exchange, account: Account, order: Order, cause: Cause): Fill | null {
  const { market } = order;
  order.state = 'open';
  order.cause = cause;
  account.open.set(order.id, order);
  if (!canPay(exchange, account, order, quoteOf(exchange, market))) {
    endOrder(exchange, account, order, 'cancelled', 'notEnoughFunds');
    return null;
  }
  const offer = market.suspended ? null : wholeOffer(exchange, order);
  const fill = offer && fillOrder(exchange, account, order, { ...offer, role: 'taker' });
  exchange.events.entered?.(account, order, cause);
  leaveRest(exchange, account, order);
  if (fill) shrinkReduceOnly(exchange, account, market);
  return fill;
}

/** The offer that the order takes: fill-or-kill takes all or nothing. */
export function wholeOffer(exchange: Exchange, order: Order): Offer | null {
  const offer = offerFor(exchange, order);
  const isShort = offer !== null && order.timeInForce === 'FOK' && offer.quantity.lt(remainingOf(order));
  return isShort ? null : offer;
}

function leaveRest(exchange: Exchange, account: Account, order: Order): void {
  if (order.state !== 'open') return;
  if (isImmediate(order))
    endOrder(exchange, account, order, 'cancelled', order.limitPrice === null ? 'noLiquidity' : 'immediateRemainder');
}

/** The price has come to a resting order: the order trades at its own limit, as maker. */
export function tradeResting(exchange: Exchange, account: Account, order: Order): void {
  const { market, limitPrice } = order;
  const offer = market.suspended ? null : offerFor(exchange, order);
  if (offer && limitPrice) tradeInBook(exchange, account, order, { ...offer, price: limitPrice }, 'maker');
}

/** An amended order meets the market again, as taker. */
export function tradeAmended(exchange: Exchange, account: Account, order: Order): Fill | null {
  const offer = order.market.suspended ? null : offerFor(exchange, order);
  return offer && tradeInBook(exchange, account, order, offer, 'taker');
}

function tradeInBook(exchange: Exchange, account: Account, order: Order, offer: Offer, role: 'maker' | 'taker'): Fill {
  const fill = fillOrder(exchange, account, order, { ...offer, role });
  exchange.events.updated?.(account, fill.before, order);
  shrinkReduceOnly(exchange, account, order.market);
  return fill;
}

/** Quantity by which an order of this side could reduce the position; zero when there is nothing to reduce. */
export function reducible(account: Account, { terms }: Market, side: Side): Decimal {
  const held = account.positions.get(terms.symbol)?.quantity ?? new Decimal(0);
  return signed(side, held).lt(0) ? held.abs() : new Decimal(0);
}

/** Resting reduce-only orders never exceed the position: orders shrink and end with the position. */
export function shrinkReduceOnly(exchange: Exchange, account: Account, market: Market): void {
  for (const order of openOf(account)) {
    if (order.market !== market || !order.reduceOnly || order.state !== 'open') continue;
    const limit = reducible(account, market, order.side);
    if (limit.isZero()) endOrder(exchange, account, order, 'cancelled', 'wouldNotReduce');
    else if (remainingOf(order).gt(limit)) order.quantity = order.filled.add(limit);
  }
}
