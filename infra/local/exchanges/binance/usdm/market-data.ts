import type { Market } from '../../engine/market.ts';
import { isPerpetual } from '../../engine/market.ts';
import { quoteOf } from '../../engine/quote.ts';
import type { Call } from '../rest/handle.ts';
import { klines as klinesOf } from '../rest/klines.ts';
import { limitOf, text, whole } from '../rest/params.ts';
import { bookTickerOf, dayTickerOf, depthOf, publicTradesOf } from '../rest/prices.ts';
import { fundingMs, isListed, marketNamed, type UsdmExchange } from './exchange.ts';
import { marketIn } from './settings.ts';

type UsdmCall = Call<UsdmExchange>;

/** An object for `symbol`, a list otherwise. */
function ofEach({ exchange, params }: UsdmCall, view: (market: Market) => object): object {
  const symbol = text(params, 'symbol');
  if (symbol !== null) return view(marketNamed(exchange, symbol));
  return [...exchange.markets.values()].filter(isListed).map(view);
}

export function depth(call: UsdmCall): object {
  const { exchange, now, params } = call;
  return { lastUpdateId: exchange.world.revision(), E: now, T: now, ...depthOf(exchange, marketIn(call), params) };
}

export function priceTicker(call: UsdmCall): object {
  const price = (market: Market) => quoteOf(call.exchange, market).last.toFixed();
  return ofEach(call, (market) => ({ symbol: market.terms.symbol, price: price(market), time: call.now }));
}

export function bookTicker(call: UsdmCall): object {
  return ofEach(call, (market) => ({ ...bookTickerOf(call.exchange, market), time: call.now }));
}

/** 24 hours, without bid and ask (fapi/market). */
export function dayTicker(call: UsdmCall): object {
  return ofEach(call, (market) => dayTickerOf(call.exchange, market));
}

/** GET /fapi/v1/premiumIndex: the last settled rate, and the time of the next settlement. */
export function premiumIndex(call: UsdmCall): object {
  const { exchange, now } = call;
  return ofEach(call, (market) => {
    const { mark, index } = quoteOf(exchange, market);
    const rate = isPerpetual(market) ? exchange.funding?.at(market, now).relative.toFixed(8) : '';
    const [markPrice, indexPrice] = [mark.toDecimalPlaces(8).toFixed(8), index.toDecimalPlaces(8).toFixed(8)];
    return {
      ...{ symbol: market.terms.symbol, markPrice, indexPrice, estimatedSettlePrice: indexPrice },
      ...{ lastFundingRate: rate, interestRate: isPerpetual(market) ? '0.00010000' : '', time: now },
      nextFundingTime: isPerpetual(market) ? now - (now % fundingMs) + fundingMs : 0,
    };
  });
}

/** GET /fapi/v1/fundingRate: ascending. Without a range the newest. */
export function fundingRate(call: UsdmCall): object[] {
  const { exchange, params, now } = call;
  const [start, end] = [whole(params, 'startTime'), whole(params, 'endTime') ?? now];
  const limit = limitOf(params, 100, 1000);
  const markets = text(params, 'symbol') === null ? [...exchange.markets.values()] : [marketIn(call)];
  const rows = markets
    .filter((market) => isListed(market) && isPerpetual(market))
    .flatMap((market) => ratesOf(exchange, market, now))
    .filter(({ fundingTime }) => fundingTime >= (start ?? 0) && fundingTime <= end)
    .sort((left, right) => left.fundingTime - right.fundingTime);
  return start === null ? rows.slice(-limit) : rows.slice(0, limit);
}

/** The rate of a moment is charged at that moment, on the price of that moment. */
function ratesOf({ funding, rules }: UsdmExchange, market: Market, now: number) {
  return (funding?.history(market, now) ?? []).map(({ from, relative, absolute }) => ({
    ...{ symbol: market.terms.symbol, fundingTime: from, fundingRate: relative.toFixed(8) },
    markPrice: relative.isZero() ? '' : rules.number(absolute).div(relative).toDecimalPlaces(8).toFixed(8),
  }));
}

export function trades(call: UsdmCall): object[] {
  return publicTradesOf(call.exchange, marketIn(call), call.params);
}

export function klines(call: UsdmCall): unknown[][] {
  return klinesOf(call.exchange, marketIn(call), call.params);
}

export function markPriceKlines(call: UsdmCall): unknown[][] {
  return klinesOf(call.exchange, marketIn(call), call.params, false);
}
