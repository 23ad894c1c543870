import { Decimal } from 'decimal.js';
import { onTick } from '../../engine/decimals.ts';
import type { Exchange } from '../../engine/exchange.ts';
import type { Market } from '../../engine/market.ts';
import { fillsOf } from '../../engine/market-fills.ts';
import type { PriceHistory } from '../../engine/price-history.ts';
import { quoteOf } from '../../engine/quote.ts';
import type { Params } from './params.ts';
import { limitOf } from './params.ts';

const dayMs = 86_400_000;

/** The market maker's offer at a price: the remaining liquidity, or ten thousand steps. */
function offered({ liquidity, terms }: Market): string {
  return (liquidity ?? terms.quantityStep.mul(10_000)).toFixed(8);
}

/** Levels of both sides, the best first, a tick apart. */
export function depthOf(exchange: Exchange, market: Market, params: Params): { bids: string[][]; asks: string[][] } {
  const levels = Array.from({ length: limitOf(params, 100, 5000) }, (_, level) => level).slice(0, 20);
  const { bid, ask } = quoteOf(exchange, market);
  const { tickSize } = market.terms;
  const side = (best: Decimal, direction: 1 | -1) =>
    levels
      .map((level) => best.plus(tickSize.mul(level * direction)))
      .filter((price) => price.gt(0))
      .map((price) => [price.toFixed(8), offered(market)]);
  return { bids: side(bid, -1), asks: side(ask, 1) };
}

export function bookTickerOf(exchange: Exchange, market: Market): object {
  const { bid, ask } = quoteOf(exchange, market);
  const quantity = offered(market);
  return {
    symbol: market.terms.symbol,
    ...{ bidPrice: bid.toFixed(8), bidQty: quantity, askPrice: ask.toFixed(8), askQty: quantity },
  };
}

/** 24 hours of a market: the path of the price since the start, and the customers' trades. */
export function dayTickerOf(exchange: Exchange & { readonly priceHistory: PriceHistory }, market: Market): object {
  const now = exchange.world.now();
  const { last } = quoteOf(exchange, market);
  const minutes = (exchange.priceHistory.minutes.get(market) ?? []).filter(({ start }) => start >= now - dayMs);
  const fills = fillsOf(exchange, market).filter(({ at }) => at >= now - dayMs);
  const tick = (price: Decimal) => onTick(price, market.terms.tickSize);
  const open = tick(minutes[0]?.open ?? last);
  const volume = fills.reduce((sum, { quantity }) => sum.plus(quantity), new Decimal(0));
  const value = fills.reduce((sum, { cost }) => sum.plus(cost), new Decimal(0));
  return {
    symbol: market.terms.symbol,
    ...{ priceChange: last.minus(open).toFixed(8), priceChangePercent: last.div(open).minus(1).mul(100).toFixed(3) },
    ...{ weightedAvgPrice: (volume.isZero() ? last : value.div(volume)).toFixed(8), prevClosePrice: open.toFixed(8) },
    ...{ lastPrice: last.toFixed(8), lastQty: (fills.at(-1)?.quantity ?? volume).toFixed(8) },
    ...{
      openPrice: open.toFixed(8),
      highPrice: tick(Decimal.max(last, ...minutes.map(({ high }) => high))).toFixed(8),
    },
    lowPrice: tick(Decimal.min(last, ...minutes.map(({ low }) => low))).toFixed(8),
    ...{ volume: volume.toFixed(8), quoteVolume: value.toFixed(8), openTime: now - dayMs, closeTime: now },
    ...{ firstId: fills[0]?.number ?? -1, lastId: fills.at(-1)?.number ?? -1, count: fills.length },
  };
}

/** The customers' trades in a market. */
export function publicTradesOf(exchange: Exchange, market: Market, params: Params): object[] {
  return fillsOf(exchange, market)
    .slice(-limitOf(params, 500, 1000))
    .map(({ number, price, quantity, cost, at, order, role }) => ({
      ...{ id: number, price: price.toFixed(8), qty: quantity.toFixed(8), quoteQty: cost.toFixed(8), time: at },
      isBuyerMaker: (order.side === 'buy') === (role === 'maker'),
    }));
}
