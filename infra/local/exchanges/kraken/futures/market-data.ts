import { Decimal } from 'decimal.js';
import type { FundingRate } from '../../engine/funding-rates.ts';
import type { MarginLevel, Market } from '../../engine/market.ts';
import { isPerpetual } from '../../engine/market.ts';
import { volumeSince } from '../../engine/market-fills.ts';
import { quoteOf } from '../../engine/quote.ts';
import type { FuturesExchange } from './exchange.ts';
import { findMarket, isListed } from './exchange.ts';
import { instrumentOf } from './instruments.ts';
import type { Params } from './refusal.ts';
import { Refusal, required } from './refusal.ts';
import { iso, number } from './render-order.ts';

function listed(exchange: FuturesExchange) {
  return [...exchange.markets.values()].filter(isListed);
}

/** GET instruments (docs.kraken.com, get-instruments). */
export function instruments(exchange: FuturesExchange) {
  return { instruments: listed(exchange).map(instrumentJson) };
}

function instrumentJson(market: Market) {
  const instrument = instrumentOf(market);
  const { inverse, expiresAt, maxPosition, levels: steps } = instrument.contract;
  const levels = steps.map((level) => levelJson(inverse, level));
  return {
    symbol: instrument.symbol,
    // Kraken's own names of the coins (XBT) stand in the symbol alone (recorded 2026-09).
    pair: `${instrument.baseCode}:${instrument.quoteCode}`,
    base: instrument.baseCode,
    quote: instrument.quoteCode,
    type: inverse ? 'futures_inverse' : 'flexible_futures',
    ...(inverse ? { underlying: `rr_${instrument.code.toLowerCase()}usd` } : {}),
    ...(expiresAt === null ? {} : { lastTradingTime: iso(expiresAt) }),
    tickSize: number(instrument.tickSize),
    contractSize: 1,
    tradeable: true,
    impactMidSize: 1,
    maxPositionSize: number(maxPosition),
    openingDate: instrument.openingDate,
    marginLevels: levels,
    ...(isPerpetual(market) ? { fundingRateCoefficient: 8, maxRelativeFundingRate: 0.001 } : {}),
    isin: instrument.isin,
    contractValueTradePrecision: instrument.tradePrecision,
    postOnly: market.mode === 'post_only',
    feeScheduleUid: inverse ? inverseFees : linearFees,
    retailMarginLevels: levels,
    category: instrument.category,
    tags: [],
    tradfi: false,
    mtf: false,
    makerProtectionMillis: 0,
    isExpired: false,
  };
}

export const linearFees = '5b755fea-c5b0-4307-a66e-b392cd5bd931';
export const inverseFees = 'eef90775-995b-4596-9257-0917f6134766';

function levelJson(inverse: boolean, level: MarginLevel) {
  const { from, initialMargin, maintenanceMargin } = level;
  const limit = inverse ? { contracts: from } : { numNonContractUnits: from };
  return { ...limit, initialMargin, maintenanceMargin };
}

export function instrumentStatuses(exchange: FuturesExchange) {
  return { instrumentStatus: listed(exchange).map(({ terms }) => ({ tradeable: terms.symbol, ...calm })) };
}

export function instrumentStatus(exchange: FuturesExchange, symbol: string) {
  return { tradeable: marketAt(exchange, symbol).terms.symbol, ...calm };
}

const calm = {
  experiencingDislocation: false,
  priceDislocationDirection: null,
  experiencingExtremeVolatility: false,
  extremeVolatilityInitialMarginMultiplier: 1,
};

export function tickers(exchange: FuturesExchange) {
  return { tickers: [...listed(exchange).map((market) => tickerJson(exchange, market)), ...indexRows(exchange)] };
}

/** Rows of the indices (`in_`) and of their daily reference rates (`rr_`): a price and its time, no bid, no mark (recorded 2022). */
function indexRows(exchange: FuturesExchange) {
  const bases = listed(exchange).filter((market) => market.terms.contract?.inverse && isPerpetual(market));
  return bases.flatMap((market) => {
    const { index } = quoteOf(exchange, market);
    const row = { last: number(index), lastTime: iso(exchange.world.now()) };
    return ['in', 'rr'].map((kind) => ({ symbol: `${kind}_${market.terms.base}usd`, ...row }));
  });
}

export function ticker(exchange: FuturesExchange, symbol: string) {
  return { ticker: tickerJson(exchange, marketAt(exchange, symbol)) };
}

/** The volume is that of the customers; the 24 h range and the depth are those of a market that only this simulator makes. */
function tickerJson(exchange: FuturesExchange, market: Market) {
  const instrument = instrumentOf(market);
  const { bid, ask, mark, index, last } = quoteOf(exchange, market);
  const now = exchange.world.now();
  const rate = isPerpetual(market) ? exchange.funding?.at(market, now).absolute.toNumber() : undefined;
  return {
    symbol: instrument.symbol,
    last: number(last),
    lastTime: iso(now),
    lastSize: number(instrument.quantityStep),
    tag: isPerpetual(market) ? 'perpetual' : 'quarter',
    // XBT:USD until 2022, BTC:USD in 2025 (both recorded).
    pair: `${instrument.baseCode}:${instrument.quoteCode}`,
    markPrice: number(mark),
    bid: number(bid),
    bidSize: number(depth(market)),
    ask: number(ask),
    askSize: number(depth(market)),
    vol24h: number(volumeSince(exchange, market, now - 86_400_000)),
    volumeQuote: 0,
    openInterest: 0,
    open24h: number(last),
    high24h: number(last),
    low24h: number(last),
    ...(rate === undefined ? {} : { fundingRate: rate, fundingRatePrediction: rate }),
    suspended: market.suspended,
    indexPrice: number(index),
    postOnly: market.mode === 'post_only',
    change24h: 0,
  };
}

function depth({ terms }: Market): Decimal {
  return Decimal.max(terms.quantityStep, terms.quantityStep.mul(10_000));
}

/** GET orderbook: ten levels a side, a tick apart. */
export function orderbook(exchange: FuturesExchange, params: Params) {
  const market = marketAt(exchange, required(params, 'symbol'));
  const { bid, ask } = quoteOf(exchange, market);
  const size = market.liquidity ?? depth(market);
  const side = (best: Decimal, direction: 1 | -1) =>
    Array.from({ length: size.gt(0) ? 10 : 0 }, (_, level) => best.add(market.terms.tickSize.mul(level * direction)))
      .filter((price) => price.gt(0))
      .map((price) => [number(price), number(size)]);
  return { orderBook: { bids: side(bid, -1), asks: side(ask, 1) } };
}

/** Historical funding rates, v4; 400 for anything but a perpetual (docs.kraken.com, historical-funding-rates). */
export function fundingRates(exchange: FuturesExchange, params: Params) {
  const market = findMarket(exchange, required(params, 'symbol'));
  if (!market || !isPerpetual(market)) throw new Refusal('invalidArgument: symbol', 400);
  const rates = exchange.funding?.history(market, exchange.world.now()) ?? [];
  return { rates: rates.map(rateJson) };
}

function rateJson({ from, absolute, relative }: FundingRate) {
  return {
    timestamp: iso(from),
    fundingRate: number(absolute),
    relativeFundingRate: number(relative),
  };
}

function marketAt(exchange: FuturesExchange, symbol: string): Market {
  const market = findMarket(exchange, symbol);
  if (!market) throw new Refusal('contractNotFound');
  return market;
}
