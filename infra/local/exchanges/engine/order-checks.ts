import { Decimal } from 'decimal.js';
import type { Account } from './account.ts';
import type { Exchange } from './exchange.ts';
import { canHold } from './holds.ts';
import type { Intent } from './margin.ts';
import { canMargin, restingQuantities } from './margin.ts';
import { contractOf } from './market.ts';
import { offerFor, reducible, wholeOffer } from './matching.ts';
import type { Order, Rejection } from './order.ts';
import { isArmed, isImmediate, isUnheld, remainingOf, signed } from './order.ts';
import { notional, requirement } from './position-value.ts';
import { quoteOf, reachable } from './quote.ts';
import { canSpare } from './spare-margin.ts';

/** Why the engine would reject an order that arrives now. `instead` is the order that an amendment replaces. */
export function rejectionOf(exchange: Exchange, account: Account, order: Order, instead?: Order): Rejection | null {
  // Waiting contract orders hold no margin: the engine judges contract orders when their trigger fires.
  if ((order.market.terms.contract && isArmed(order)) || isUnheld(order)) return null;
  return (
    flagRejection(exchange, account, order) ??
    (order.market.terms.contract
      ? (priceRejection(exchange, account, order) ?? riskRejection(exchange, account, order))
      : fundsRejection(exchange, account, order, instead))
  );
}

function fundsRejection(exchange: Exchange, account: Account, order: Order, instead?: Order): Rejection | null {
  const holds = canHold(exchange, account, order, quoteOf(exchange, order.market), instead);
  return holds && canSpare(exchange, account, order, instead) ? null : 'notEnoughFunds';
}

/** Reduce-only and margin are judged when the trigger fires, not when the order is placed. */
export function firedRejection(exchange: Exchange, account: Account, order: Order): Rejection | null {
  if (order.reduceOnly && order.quantity.isZero()) return 'wouldNotReduce';
  const { rejectsIdleImmediate } = exchange.rules.matching;
  if (rejectsIdleImmediate && order.timeInForce === 'IOC' && !offerFor(exchange, order))
    return 'immediateWouldNotTrade';
  if (!order.market.terms.contract) return order.holdsWhenFired ? fundsRejection(exchange, account, order) : null;
  return canMargin(exchange, account, intentOf(exchange, order)) ? null : 'notEnoughMargin';
}

function flagRejection(exchange: Exchange, account: Account, order: Order): Rejection | null {
  const { judgedBy, rejectsIdleImmediate, rejectsIdleFok = false } = exchange.rules.matching;
  const { side, timeInForce, limitPrice } = order;
  if (order.reduceOnly && reducible(account, order.market, side).isZero()) return 'wouldNotReduce';
  const offer = offerFor(exchange, order);
  const meets = judgedBy === 'offer' ? offer : reachable(quoteOf(exchange, order.market), side, limitPrice);
  if (order.postOnly && meets) return 'postOnlyWouldTrade';
  if (rejectsIdleFok && timeInForce === 'FOK' && !wholeOffer(exchange, order)) return 'immediateWouldNotTrade';
  if (!rejectsIdleImmediate) return null;
  if (timeInForce === 'IOC' && !offer) return 'immediateWouldNotTrade';
  return timeInForce === 'FOK' && !offer?.quantity.eq(remainingOf(order)) ? 'immediateWouldNotTrade' : null;
}

/** Orders that trade at once, far beyond the mark, are taken for typing errors. */
function priceRejection(exchange: Exchange, account: Account, order: Order): Rejection | null {
  const { priceCollar, rejectsSelfTrade } = exchange.rules.matching;
  const { mark } = quoteOf(exchange, order.market);
  const beyond = order.limitPrice?.sub(mark).mul(order.side === 'buy' ? 1 : -1) ?? new Decimal(0);
  if (priceCollar && offerFor(exchange, order) && beyond.gt(mark.mul(priceCollar))) return 'outsidePriceCollar';
  return rejectsSelfTrade && crossesOwn(exchange, account, order) ? 'selfTrade' : null;
}

/** Own orders better than the market exist only while the market has no liquidity. */
function crossesOwn(exchange: Exchange, account: Account, { market, side, limitPrice }: Order): boolean {
  const { bid, ask } = quoteOf(exchange, market);
  const buys = side === 'buy';
  return [...account.open.values()].some((own) => {
    if (own.market !== market || own.side === side || own.state !== 'open') return false;
    if (own.limitPrice === null || limitPrice === null) return false;
    const ahead = buys ? own.limitPrice.lte(ask) : own.limitPrice.gte(bid);
    return ahead && (buys ? limitPrice.gte(own.limitPrice) : limitPrice.lte(own.limitPrice));
  });
}

function riskRejection(exchange: Exchange, account: Account, order: Order): Rejection | null {
  const { market, side, reduceOnly } = order;
  const { symbol } = market.terms;
  const { mark } = quoteOf(exchange, market);
  const { buys, sells } = restingQuantities(account, symbol);
  const held = account.positions.get(symbol)?.quantity ?? new Decimal(0);
  const exposure = signed(side, held)
    .add(side === 'buy' ? buys : sells)
    .add(remainingOf(order));
  if (!reduceOnly && exposure.gt(contractOf(market).maxPosition)) return 'positionTooLarge';
  const leverage = account.leverage.get(symbol);
  const scheduled = requirement(market, exposure, mark, 'initialMargin');
  const fixed = leverage && notional(market, exposure, mark).div(leverage);
  if (fixed && !reduceOnly && exposure.gt(0) && fixed.lt(scheduled)) return 'leverageTooHigh';
  return canMargin(exchange, account, intentOf(exchange, order)) ? null : 'notEnoughMargin';
}

function intentOf(exchange: Exchange, order: Order): Intent {
  const { market, side } = order;
  const offer = offerFor(exchange, order);
  const filled = offer?.quantity ?? new Decimal(0);
  const price = offer?.price ?? quoteOf(exchange, market).mark;
  const fee = notional(market, filled, price).mul(order.feeRates.taker);
  const resting = isImmediate(order) ? new Decimal(0) : remainingOf(order).sub(filled);
  return { market, side, filled, price, fee, resting };
}
