import type { Decimal } from 'decimal.js';
import type { Account } from '../engine/account.ts';
import { uuid } from '../engine/ids.ts';
import type { OrderTerms, Trigger } from '../engine/order.ts';
import { quoteOf } from '../engine/quote.ts';
import { enqueue } from './carry-out.ts';
import { type BybitExchange, leverageOf } from './exchange.ts';
import { checkMoney, checkRequest } from './gateway-checks.ts';
import { instrumentOf } from './instruments.ts';
import type { Params } from './params.ts';
import { type OrderRequest, readOrder } from './parse-order.ts';

/** POST /v5/order/create. The answer acknowledges the request and says nothing about the order. */
export function createOrder(exchange: BybitExchange, account: Account, params: Params): object {
  const request = readOrder(exchange.markets, params);
  checkRequest(exchange, account, request);
  noteLeverage(account, request);
  const terms = termsOf(exchange, request);
  checkMoney(exchange, account, terms);
  const id = orderId(exchange, request);
  for (const [index, quantity] of partsOf(request).entries()) {
    const part = index === 0 ? { id, terms: { ...terms, quantity } } : restOf(exchange, { ...terms, quantity });
    enqueue(exchange, { kind: 'place', customer: account.customer, ...part });
  }
  return { orderId: id, orderLinkId: request.linkId ?? '' };
}

/** "Split into several orders": a reduce-only order above the maximum (docs v5, order/create-order). `readOrder` has no such order of spot. */
function partsOf({ market, quantity, isMarket, reduceOnly }: OrderRequest): Decimal[] {
  const { maxQty, maxMarketQty } = instrumentOf(market);
  const most = isMarket ? maxMarketQty : maxQty;
  if (!reduceOnly || quantity.lte(most)) return [quantity];
  const whole = quantity.div(most).floor().toNumber();
  const rest = quantity.minus(most.times(whole));
  return [...Array.from({ length: whole }, () => most), ...(rest.isZero() ? [] : [rest])];
}

/** Nothing documents the names of the further orders. An orderLinkId is "always unique", so the further orders have none here. */
function restOf({ world }: BybitExchange, terms: OrderTerms): { readonly id: string; readonly terms: OrderTerms } {
  return { id: uuid(world.random), terms: { ...terms, clientOrderId: null } };
}

/** Spot orders have numbers, orders of contracts have UUIDs. Numbers rise with time. */
function orderId({ world, ids }: BybitExchange, { category }: OrderRequest): string {
  if (category !== 'spot') return uuid(world.random);
  const { number } = ids.fill();
  return String(1_500_000_000_000_000_000n + BigInt(world.now() - 1_600_000_000_000) * 1_000_000n + BigInt(number));
}

/** A symbol has leverage 10 until the customer sets another. */
function noteLeverage(account: Account, { market }: OrderRequest): void {
  const { symbol, contract } = market.terms;
  if (contract) account.leverage.set(symbol, leverageOf(account, symbol));
}

function termsOf(exchange: BybitExchange, request: OrderRequest): OrderTerms {
  const { market, side, quantity, marketUnit, price, timeInForce, reduceOnly, filter } = request;
  const trigger = triggerOf(exchange, request);
  const isQuote = market.terms.contract === null && marketUnit === 'quoteCoin';
  return {
    ...{ market, side, quantity, quantityIn: isQuote ? 'quote' : 'base', limitPrice: price, trigger },
    timeInForce: timeInForce === 'PostOnly' ? 'GTC' : timeInForce,
    ...{ postOnly: timeInForce === 'PostOnly', reduceOnly: reduceOnly || request.closeOnTrigger },
    // Fees of spot come out of the asset that is received.
    ...{ feeIn: side === 'buy' && market.terms.contract === null ? 'base' : 'quote', startAt: 0, expireAt: 0 },
    ...{ clientOrderId: request.linkId, holdsWhenFired: filter === 'StopOrder' },
    own: wordsOf(exchange, request),
  };
}

/** On spot the side of the market at arrival decides: nothing documents the direction of a spot trigger. */
function triggerOf(exchange: BybitExchange, request: OrderRequest): Trigger | null {
  const { market, side, triggerPrice: price, triggerDirection, signal } = request;
  if (price === null) return null;
  const rises = triggerDirection === null ? price.gt(quoteOf(exchange, market).last) : triggerDirection === 1;
  const kind = rises === (side === 'buy') ? 'stop' : 'target';
  const fires = rises ? 'above' : 'below';
  return { kind, price, signal, fires, trailing: null, limitOffset: null, firedAt: null };
}

/** What answers tell and the engine does not know. */
function wordsOf(exchange: BybitExchange, request: OrderRequest): Readonly<Record<string, string>> {
  const { category, isMarket, timeInForce, marketUnit, filter, triggerDirection, signal, triggerPrice } = request;
  const by = { last: 'LastPrice', mark: 'MarkPrice', index: 'IndexPrice' }[signal];
  return {
    ...{ category, orderType: isMarket ? 'Market' : 'Limit', timeInForce },
    ...{ filter: filter === 'Order' && triggerPrice ? 'StopOrder' : filter, smpType: request.smpType },
    ...(category === 'spot' && isMarket ? { marketUnit } : {}),
    ...(triggerPrice ? { triggerBy: category === 'spot' ? '' : by, direction: String(triggerDirection ?? 0) } : {}),
    lastPriceOnCreated: quoteOf(exchange, request.market).last.toFixed(),
  };
}
