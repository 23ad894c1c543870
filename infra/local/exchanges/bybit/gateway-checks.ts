import type { Account } from '../engine/account.ts';
import { reducible } from '../engine/matching.ts';
import type { OrderTerms, Rejection } from '../engine/order.ts';
import { rejectionOf } from '../engine/order-checks.ts';
import { draftOrder } from '../engine/place-order.ts';
import { quoteOf } from '../engine/quote.ts';
import { type BybitExchange, isHedged } from './exchange.ts';
import { isolatedLacks } from './isolated.ts';
import { isLinkIdUsed } from './link-ids.ts';
import type { OrderRequest } from './parse-order.ts';
import { checkPrice, checkQuantity } from './quantity-checks.ts';
import { refuse } from './refusal.ts';

/** Everything that the gateway refuses before it acknowledges an order. The order of the checks is documented nowhere. */
export function checkRequest(exchange: BybitExchange, account: Account, request: OrderRequest): void {
  checkMode(request);
  checkPosition(exchange, account, request);
  checkPrice(request.market, request.price);
  checkPrice(request.market, request.triggerPrice);
  checkQuantity(exchange, request);
  checkLinkId(exchange, account, request);
  checkTrigger(exchange, request);
  checkCount(account, request);
}

/** Texts of the codes are Bybit's; which code a market in a mode answers with is a guess. */
function checkMode({ category, market, isMarket, timeInForce, reduceOnly }: OrderRequest): void {
  const { mode } = market;
  const isSpot = category === 'spot';
  if (mode === 'reduce_only' && !reduceOnly)
    refuse(110023, 'Currently you can only reduce your positions on this contract.');
  const isBarred =
    mode === 'cancel_only' ||
    (mode === 'post_only' && timeInForce !== 'PostOnly') ||
    (mode === 'limit_only' && isMarket);
  if (isBarred) refuse(isSpot ? 170210 : 110032, isSpot ? 'New order rejected.' : 'Illegal order');
}

function checkPosition(exchange: BybitExchange, account: Account, request: OrderRequest): void {
  const { market, category, positionIdx, reduceOnly, side } = request;
  if (category === 'spot') return;
  const hedged = isHedged(exchange, account, market.terms.symbol);
  if (hedged || positionIdx !== 0) refuse(10001, 'position idx not match position mode');
  if (reduceOnly && request.triggerPrice === null && reducible(account, market, side).isZero())
    refuse(110017, 'current position is zero, cannot fix reduce-only order qty');
}

function checkLinkId(exchange: BybitExchange, account: Account, { linkId, market, category }: OrderRequest): void {
  if (exchange.settings.linkIds.judged === 'engine') return;
  if (!isLinkIdUsed(exchange, account, { clientOrderId: linkId, market })) return;
  refuse(
    category === 'spot' ? 170141 : 110072,
    category === 'spot' ? 'Duplicate clientOrderId' : 'OrderLinkedID is duplicate',
  );
}

/** The trigger must be ahead of the price: 1 = the price rises to it, 2 = the price falls to it. */
function checkTrigger(exchange: BybitExchange, { market, triggerPrice, triggerDirection, signal }: OrderRequest): void {
  if (triggerPrice === null || triggerDirection === null || market.terms.contract === null) return;
  const now = quoteOf(exchange, market)[signal];
  const told = `trigger_price[${triggerPrice.toFixed()}]`;
  if (triggerDirection === 1 && triggerPrice.lte(now))
    refuse(110092, `expect Rising, but ${told} <= current[${now.toFixed()}]`);
  if (triggerDirection === 2 && triggerPrice.gte(now))
    refuse(110093, `expect Falling, but ${told} >= current[${now.toFixed()}]`);
}

/** "500 active orders, 10 untriggered per symbol"; spot 500 in total, 30 TP/SL and 30 conditional per symbol (docs v5, order/create-order). */
function checkCount({ open }: Account, { market, category, triggerPrice, filter }: OrderRequest): void {
  const isSpot = category === 'spot';
  const isWaiting = triggerPrice !== null;
  const alike = [...open.values()].filter((order) =>
    isWaiting
      ? order.market === market && order.state === 'waiting' && order.own.filter === (isSpot ? filter : 'StopOrder')
      : (isSpot ? order.market.terms.contract === null : order.market === market) && order.state === 'open',
  );
  const most = isWaiting ? (isSpot ? 30 : 10) : 500;
  if (alike.length < most) return;
  if (isSpot) refuse(170344, 'The number of orders exceeds the limit.');
  if (isWaiting) refuse(110009, 'The number of stop orders exceeds maximum limit allowed');
  refuse(110020, 'Cannot have more than 500 active orders.');
}

const refusals: Partial<
  Record<Rejection, readonly [spot: readonly [number, string], contract: readonly [number, string]]>
> = {
  wouldNotReduce: [
    [10001, 'params error'],
    [110017, 'current position is zero, cannot fix reduce-only order qty'],
  ],
  positionTooLarge: [
    [170131, 'Insufficient balance.'],
    [110090, 'Position size exceeds the limit'],
  ],
};

/** Money is looked at before the acknowledgement, and again by the engine. Ends that need the book come behind the acknowledgement. */
export function checkMoney(exchange: BybitExchange, account: Account, terms: OrderTerms): void {
  const draft = draftOrder(exchange, account, terms, '');
  const rejection = rejectionOf(exchange, account, draft);
  if (rejection === 'postOnlyWouldTrade' || rejection === 'immediateWouldNotTrade') return;
  const isSpot = terms.market.terms.contract === null;
  const lacks = rejection === null && isolatedLacks(exchange, account, draft) ? 'notEnoughMargin' : rejection;
  if (lacks === null) return;
  const usual = [
    [170131, 'Insufficient balance.'],
    [110007, 'ab not enough for new order'],
  ] as const;
  const [code, message] = (refusals[lacks] ?? usual)[isSpot ? 0 : 1];
  refuse(code, message);
}
