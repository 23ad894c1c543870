import type { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import { exact } from '../../engine/decimals.ts';
import type { Market } from '../../engine/market.ts';
import type { OrderTerms, Rejection, Trigger } from '../../engine/order.ts';
import { placeOrder as placeInEngine } from '../../engine/place-order.ts';
import { quoteOf } from '../../engine/quote.ts';
import { trailingPrice } from '../../engine/trailing.ts';
import { isRetired } from '../rest/canceled-ids.ts';
import type { SignedCall } from '../rest/handle.ts';
import { randomId } from '../rest/random-id.ts';
import { refuse } from '../rest/refusal.ts';
import { marketNamed, type SpotExchange } from './exchange.ts';
import {
  checkCounts,
  checkDelta,
  checkLot,
  checkMarketLot,
  checkNotional,
  checkPercent,
  checkPrice,
} from './filters.ts';
import { type OrderRequest, readOrder } from './parse-order.ts';
import { orderAnswer } from './render-order.ts';
import { type SpotSymbol, symbolIn } from './symbols.ts';

/** POST /api/v3/order. */
export function placeOrder({ exchange, account, profile, params }: SignedCall<SpotExchange>): object {
  const request = readOrder(params);
  const market = marketNamed(exchange, request.symbol);
  if (!profile.canTrade) refuse(-2010, 'This action is disabled on this account.');
  if (market.suspended || market.mode === 'cancel_only') refuse(-1013, 'Market is closed.');
  judge(exchange, account, market, request);
  const terms = termsOf(exchange, market, request);
  if (terms.trigger && isReached(exchange, market, terms.trigger))
    refuse(-2010, 'Stop price would trigger immediately.');
  if (isRetired(exchange.answers.canceledIds, account, terms.clientOrderId ?? '')) refuseFor('clientOrderIdTaken');
  const { order, rejection } = placeInEngine(exchange, account, terms);
  if (rejection) refuseFor(rejection);
  return orderAnswer(account, order, request.answer);
}

const rejections: Partial<Record<Rejection, string>> = {
  clientOrderIdTaken: 'Duplicate order sent.',
  postOnlyWouldTrade: 'Order would immediately match and take.',
  notEnoughFunds: 'Account has insufficient balance for requested action.',
};

export function refuseFor(rejection: Rejection): never {
  return refuse(-2010, rejections[rejection] ?? `The order was rejected: ${rejection}`);
}

function isReached(exchange: SpotExchange, market: Market, { price, fires }: Trigger): boolean {
  const { last } = quoteOf(exchange, market);
  return fires === 'above' ? last.gte(price) : last.lte(price);
}

/** The filters that the request can break. */
function judge(exchange: SpotExchange, account: Account, market: Market, request: OrderRequest): void {
  const symbol = symbolIn(market);
  const { quantity, quoteQuantity, price, stopPrice, type } = request;
  checkPrecision(request);
  for (const each of [price, stopPrice]) if (each) checkPrice(symbol, each);
  if (request.trailingDelta !== null) checkDelta(symbol, type, request.side, request.trailingDelta);
  if (quantity) checkLot(symbol, quantity);
  if (price) checkPercent(exchange, market, price);
  const isMarket = price === null;
  if (quantity && isMarket && type === 'MARKET') checkMarketLot(symbol, quantity);
  checkNotional(symbol, costOf(exchange, market, request), isMarket);
  if (quoteQuantity) checkQuoteLot(exchange, market, symbol, quoteQuantity);
  checkCounts(account, market, stopPrice !== null || request.trailingDelta !== null);
}

/** Eight digits at most (spot/errors, -1111). */
function checkPrecision({ quantity, quoteQuantity, price, stopPrice }: OrderRequest): void {
  const named = { quantity, quoteOrderQty: quoteQuantity, price, stopPrice };
  for (const [name, value] of Object.entries(named))
    if (value && value.decimalPlaces() > 8) refuse(-1111, `Parameter '${name}' has too much precision.`);
}

/** An order without a limit is judged at its stop, or at the average price. */
function costOf(exchange: SpotExchange, market: Market, request: OrderRequest): Decimal {
  const { quantity, quoteQuantity, price, stopPrice } = request;
  if (quoteQuantity) return quoteQuantity;
  return (quantity ?? exact(0)).times(price ?? stopPrice ?? quoteOf(exchange, market).last);
}

/** What the quote buys must be a lot. */
function checkQuoteLot(exchange: SpotExchange, market: Market, symbol: SpotSymbol, amount: Decimal): void {
  const bought = amount.div(quoteOf(exchange, market).ask).toNearest(symbol.quantityStep, 1);
  checkLot(symbol, bought);
  checkMarketLot(symbol, bought);
}

function termsOf(exchange: SpotExchange, market: Market, request: OrderRequest): OrderTerms {
  const { side, type, quantity, quoteQuantity, price, timeInForce } = request;
  const own = { type, ...(quoteQuantity && { quoteOrderQty: quoteQuantity.toFixed() }) };
  return {
    ...{ market, side, quantity: quantity ?? quoteQuantity ?? exact(0), limitPrice: price },
    quantityIn: quoteQuantity ? 'quote' : 'base',
    trigger: triggerOf(exchange, market, request),
    ...{ timeInForce: timeInForce ?? 'GTC', postOnly: type === 'LIMIT_MAKER', reduceOnly: false },
    // The fee comes out of what is received (support, trading fees).
    ...{ feeIn: side === 'buy' ? 'base' : 'quote', startAt: 0, expireAt: 0, own },
    clientOrderId: request.clientOrderId ?? randomId(exchange.world),
  };
}

/** STOP_LOSS sells when the last price falls to the stop and buys when it rises there; TAKE_PROFIT the other way round. */
function triggerOf(exchange: SpotExchange, market: Market, request: OrderRequest): Trigger | null {
  const { type, side, stopPrice, trailingDelta } = request;
  if (stopPrice === null && trailingDelta === null) return null;
  // Both kinds trail alike: a sale waits for a fall from the highest price, a purchase for a rise (spot/faqs/trailing-stop-faq).
  const isStop = type.startsWith('STOP_LOSS') || trailingDelta !== null;
  const trailing = trailingDelta === null ? null : { amount: exact(trailingDelta).div(10_000), isFraction: true };
  const trigger: Trigger = {
    ...{ kind: trailing ? 'trailing' : isStop ? 'stop' : 'target', price: stopPrice ?? exact(0), signal: 'last' },
    ...{ fires: (side === 'sell') === isStop ? 'below' : 'above', trailing, limitOffset: null, firedAt: null },
  };
  trigger.price = trailingPrice(exchange, market, side, trigger);
  return trigger;
}
