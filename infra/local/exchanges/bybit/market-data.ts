import type { Decimal } from 'decimal.js';
import { onTick } from '../engine/decimals.ts';
import type { Market } from '../engine/market.ts';
import { fillsOf, volumeSince } from '../engine/market-fills.ts';
import { quoteOf } from '../engine/quote.ts';
import type { BybitExchange } from './exchange.ts';
import { fundingIntervalMs } from './exchange.ts';
import { type Category, categoryOf, instrumentOf } from './instruments.ts';
import { dayMs } from './pages.ts';
import { integer, type Params, text } from './params.ts';
import { categoryIn, marketIn } from './parse-order.ts';
import { priceLimitRatio } from './quantity-checks.ts';
import { badParameter } from './refusal.ts';

/** GET /v5/market/time */
export function serverTime({ world }: BybitExchange): object {
  const now = world.now();
  return { timeSecond: String(Math.floor(now / 1000)), timeNano: `${now}000000` };
}

/** GET /v5/market/tickers: of a symbol, or of all. */
export function tickers(exchange: BybitExchange, params: Params): object {
  const category = categoryIn(params);
  const markets = text(params, 'symbol') ? [marketIn(exchange.markets, category, params)] : listed(exchange, category);
  return { category, list: markets.map((market) => tickerJson(exchange, market)) };
}

function listed({ markets }: BybitExchange, category: Category): Market[] {
  return [...markets.values()].filter((market) => categoryOf(market) === category && !market.delisted);
}

function tickerJson(exchange: BybitExchange, market: Market): object {
  const { bid, ask, last, mark } = quoteOf(exchange, market);
  const volume = volumeSince(exchange, market, exchange.world.now() - dayMs);
  const price = last.toFixed();
  return {
    ...{
      symbol: instrumentOf(market).id,
      bid1Price: bid.toFixed(),
      bid1Size: depth,
      ask1Price: ask.toFixed(),
      ask1Size: depth,
    },
    ...{ lastPrice: price, prevPrice24h: price, price24hPcnt: '0', highPrice24h: price, lowPrice24h: price },
    ...{ volume24h: volume.toFixed(), turnover24h: volume.times(last).toFixed() },
    ...(market.terms.contract === null ? { usdIndexPrice: price } : contractTicker(exchange, market, mark)),
  };
}

const depth = '1000';

function contractTicker({ world, funding }: BybitExchange, market: Market, mark: Decimal): object {
  const now = world.now();
  const price = onTick(mark, market.terms.tickSize).toFixed();
  const next = (funding?.start(now) ?? now) + fundingIntervalMs;
  return {
    ...{ indexPrice: price, markPrice: price, prevPrice1h: price, openInterest: '0', openInterestValue: '0' },
    fundingRate: funding?.at(market, now).relative.toFixed() ?? '',
    ...{ nextFundingTime: String(next), fundingIntervalHour: '8', fundingCap: '0.00375' },
    ...{
      predictedDeliveryPrice: '',
      basisRate: '',
      basis: '',
      deliveryFeeRate: '',
      deliveryTime: '0',
      preOpenPrice: '',
    },
    ...{ preQty: '', curPreListingPhase: '' },
  };
}

/** GET /v5/market/orderbook: levels a tick apart, or the quantity that the market still trades. */
export function orderbook(exchange: BybitExchange, params: Params): object {
  const category = categoryIn(params);
  const market = marketIn(exchange.markets, category, params);
  const limit = Math.min(integer(params, 'limit') ?? (category === 'spot' ? 1 : 25), 200);
  const { bid, ask } = quoteOf(exchange, market);
  const { tickSize } = market.terms;
  const size = market.liquidity?.toFixed() ?? depth;
  const levels = (best: Decimal, step: number): string[][] =>
    Array.from({ length: size === '0' ? 0 : limit }, (_, index) => [
      best.add(tickSize.times(step * index)).toFixed(),
      size,
    ]).filter(([price]) => !price?.startsWith('-'));
  const now = exchange.world.now();
  const { revision } = exchange.world.state;
  return {
    s: instrumentOf(market).id,
    b: levels(bid, -1),
    a: levels(ask, 1),
    ts: now,
    u: revision,
    seq: revision,
    cts: now,
  };
}

/** GET /v5/market/funding/history, newest first. A start without an end is an error (docs v5, market/history-fund-rate). */
export function fundingHistory(exchange: BybitExchange, params: Params): object {
  const category = categoryIn(params);
  const market = marketIn(exchange.markets, category, params);
  if (category === 'spot' || !exchange.funding) return badParameter('category invalid');
  const [start, end] = [integer(params, 'startTime'), integer(params, 'endTime')];
  if (start !== null && end === null) badParameter('endTime is required');
  const limit = Math.min(integer(params, 'limit') ?? 200, 200);
  const now = exchange.world.now();
  // A rate is told when its interval has ended, under the time of the end.
  const rates = exchange.funding
    .history(market, now)
    .map(({ from, relative }) => ({ at: from + fundingIntervalMs, relative }))
    .filter(({ at }) => at <= now && at >= (start ?? 0) && at <= (end ?? now));
  const list = rates
    .toReversed()
    .slice(0, limit)
    .map(({ at, relative }) => ({
      symbol: instrumentOf(market).id,
      fundingRate: relative.toFixed(),
      fundingRateTimestamp: String(at),
    }));
  return { category, list };
}

/** GET /v5/market/price-limit: highest bid and lowest ask that are taken. */
export function priceLimit(exchange: BybitExchange, params: Params): object {
  const market = marketIn(exchange.markets, categoryIn(params), params);
  const { last } = quoteOf(exchange, market);
  const ratio = market.terms.contract === null ? priceLimitRatio.spot : priceLimitRatio.contract;
  const at = (share: number) => last.times(share).toDecimalPlaces(10).toFixed();
  return {
    symbol: instrumentOf(market).id,
    buyLmt: at(1 + ratio),
    sellLmt: at(1 - ratio),
    ts: String(exchange.world.now()),
  };
}

/** GET /v5/market/recent-trade: trades of the sandbox's customers, newest first. */
export function recentTrades(exchange: BybitExchange, params: Params): object {
  const category = categoryIn(params);
  const market = marketIn(exchange.markets, category, params);
  const limit = Math.min(integer(params, 'limit') ?? 60, 1000);
  const list = fillsOf(exchange, market)
    .toReversed()
    .slice(0, limit)
    .map(({ id, order, price, quantity, at, number }) => ({
      ...{ execId: id, symbol: instrumentOf(market).id, price: price.toFixed(), size: quantity.toFixed() },
      ...{ side: order.side === 'buy' ? 'Buy' : 'Sell', time: String(at), isBlockTrade: false, seq: String(number) },
    }));
  return { category, list };
}
