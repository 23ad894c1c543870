import type { Market } from '../../engine/market.ts';
import { quoteOf } from '../../engine/quote.ts';
import type { Call } from '../rest/handle.ts';
import { klines as klinesOf } from '../rest/klines.ts';
import { required } from '../rest/params.ts';
import { bookTickerOf, dayTickerOf, depthOf, publicTradesOf } from '../rest/prices.ts';
import { marketNamed, type SpotExchange } from './exchange.ts';
import { marketsOf } from './exchange-info.ts';

type SpotCall = Call<SpotExchange>;

function marketIn({ exchange, params }: SpotCall): Market {
  return marketNamed(exchange, required(params, 'symbol'));
}

/** One object for `symbol`, a list otherwise (spot/rest-api, tickers). */
function ofEach(call: SpotCall, view: (market: Market) => object): object {
  const views = marketsOf(call).map(view);
  return call.params.has('symbol') ? (views[0] ?? {}) : views;
}

export function depth(call: SpotCall): object {
  return { lastUpdateId: call.exchange.world.revision(), ...depthOf(call.exchange, marketIn(call), call.params) };
}

export function priceTicker(call: SpotCall): object {
  return ofEach(call, (market) => ({
    symbol: market.terms.symbol,
    price: quoteOf(call.exchange, market).last.toFixed(8),
  }));
}

export function bookTicker(call: SpotCall): object {
  return ofEach(call, (market) => bookTickerOf(call.exchange, market));
}

export function dayTicker(call: SpotCall): object {
  const { exchange } = call;
  return ofEach(call, (market) => ({ ...dayTickerOf(exchange, market), ...bookTickerOf(exchange, market) }));
}

/** The average of five minutes is the last price here. */
export function averagePrice(call: SpotCall): object {
  const price = quoteOf(call.exchange, marketIn(call)).last.toFixed(8);
  return { mins: 5, price, closeTime: call.now };
}

export function trades(call: SpotCall): object[] {
  return publicTradesOf(call.exchange, marketIn(call), call.params).map((trade) => ({ ...trade, isBestMatch: true }));
}

/** Each trade of a customer is an aggregate of its own. */
export function aggregateTrades(call: SpotCall): object[] {
  return (trades(call) as { id: number; price: string; qty: string; time: number; isBuyerMaker: boolean }[]).map(
    ({ id, price, qty, time, isBuyerMaker }) => ({
      ...{ a: id, p: price, q: qty, f: id, l: id, T: time, m: isBuyerMaker, M: true },
    }),
  );
}

export function klines(call: SpotCall): unknown[][] {
  return klinesOf(call.exchange, marketIn(call), call.params);
}
