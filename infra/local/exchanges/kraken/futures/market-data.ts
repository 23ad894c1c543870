import { Decimal } from 'decimal.js';
import type { Exchange, Market } from './exchange.ts';
import { findMarket, isInverse, isPerpetual } from './exchange.ts';
import type { FundingRate } from './funding-rates.ts';
import type { Instrument, MarginLevel } from './instruments.ts';
import { iso, number } from './order-json.ts';
import { quote } from './prices.ts';
import type { Params } from './refusal.ts';
import { Refusal, required } from './refusal.ts';

function listed(exchange: Exchange) {
  return [...exchange.markets.values()].filter((market) => !market.expired);
}

/** GET instruments (docs.kraken.com, get-instruments). */
export function instruments(exchange: Exchange) {
  return { instruments: listed(exchange).map(instrumentJson) };
}

function instrumentJson({ instrument, postOnly }: Market) {
  const levels = instrument.levels.map((level) => levelJson(instrument, level));
  return {
    symbol: instrument.symbol,
    pair: `${instrument.code}:USD`,
    base: instrument.code,
    quote: 'USD',
    type: instrument.type,
    ...(isInverse(instrument) ? { underlying: `rr_${instrument.code.toLowerCase()}usd` } : {}),
    ...(instrument.lastTradingTime === null ? {} : { lastTradingTime: iso(instrument.lastTradingTime) }),
    tickSize: number(instrument.tickSize),
    contractSize: 1,
    tradeable: true,
    impactMidSize: 1,
    maxPositionSize: number(instrument.maxPositionSize),
    openingDate: instrument.openingDate,
    marginLevels: levels,
    ...(isPerpetual(instrument) ? { fundingRateCoefficient: 8, maxRelativeFundingRate: 0.001 } : {}),
    isin: instrument.isin,
    contractValueTradePrecision: instrument.tradePrecision,
    postOnly,
    feeScheduleUid: isInverse(instrument) ? inverseFees : linearFees,
    retailMarginLevels: levels,
    category: instrument.category,
    tags: [],
    tradfi: false,
    mtf: false,
    isExpired: false,
  };
}

const linearFees = '5b755fea-c5b0-4307-a66e-b392cd5bd931';
const inverseFees = 'eef90775-995b-4596-9257-0917f6134766';

function levelJson(instrument: Instrument, level: MarginLevel) {
  const { from, initialMargin, maintenanceMargin } = level;
  const limit = isInverse(instrument) ? { contracts: from } : { numNonContractUnits: from };
  return { ...limit, initialMargin, maintenanceMargin };
}

export function instrumentStatuses(exchange: Exchange) {
  return { instrumentStatus: listed(exchange).map(({ instrument }) => ({ tradeable: instrument.symbol, ...calm })) };
}

export function instrumentStatus(exchange: Exchange, symbol: string) {
  return { tradeable: marketAt(exchange, symbol).instrument.symbol, ...calm };
}

const calm = {
  experiencingDislocation: false,
  priceDislocationDirection: null,
  experiencingExtremeVolatility: false,
  extremeVolatilityInitialMarginMultiplier: 1,
};

export function tickers(exchange: Exchange) {
  return { tickers: listed(exchange).map((market) => tickerJson(exchange, market)) };
}

export function ticker(exchange: Exchange, symbol: string) {
  return { ticker: tickerJson(exchange, marketAt(exchange, symbol)) };
}

/** Volumes and the 24 h range are those of a market that only this simulator makes: constant depth, no history. */
function tickerJson(exchange: Exchange, { instrument, suspended, postOnly }: Market) {
  const { bid, ask, mark, index, last } = quote(exchange.world, instrument);
  const now = exchange.world.now();
  const rate = isPerpetual(instrument) ? exchange.funding.at(instrument, now).absolute.toNumber() : undefined;
  return {
    symbol: instrument.symbol,
    last: number(last),
    lastTime: iso(now),
    lastSize: number(instrument.sizeStep),
    tag: isPerpetual(instrument) ? 'perpetual' : 'quarter',
    pair: `${instrument.code}:USD`,
    markPrice: number(mark),
    bid: number(bid),
    bidSize: number(depth(instrument)),
    ask: number(ask),
    askSize: number(depth(instrument)),
    vol24h: 0,
    volumeQuote: 0,
    openInterest: 0,
    open24h: number(last),
    high24h: number(last),
    low24h: number(last),
    ...(rate === undefined ? {} : { fundingRate: rate, fundingRatePrediction: rate }),
    suspended,
    indexPrice: number(index),
    postOnly,
    change24h: 0,
  };
}

function depth(instrument: Instrument) {
  return Decimal.max(instrument.sizeStep, instrument.sizeStep.mul(10_000));
}

/** GET orderbook: ten levels a side, a tick apart. */
export function orderbook(exchange: Exchange, params: Params) {
  const { instrument, liquidity } = marketAt(exchange, required(params, 'symbol'));
  const { bid, ask } = quote(exchange.world, instrument);
  const size = liquidity ?? depth(instrument);
  const side = (best: Decimal, direction: 1 | -1) =>
    Array.from({ length: size.gt(0) ? 10 : 0 }, (_, level) => best.add(instrument.tickSize.mul(level * direction)))
      .filter((price) => price.gt(0))
      .map((price) => [number(price), number(size)]);
  return { orderBook: { bids: side(bid, -1), asks: side(ask, 1) } };
}

/** Historical funding rates; 400 for anything but a perpetual (docs.kraken.com, historical-funding-rates). */
export function fundingRates(exchange: Exchange, params: Params) {
  const market = findMarket(exchange, required(params, 'symbol'));
  if (!market || !isPerpetual(market.instrument)) throw new Refusal('invalidArgument: symbol', 400);
  const rates = exchange.funding.history(market.instrument, exchange.world.now());
  return { rates: rates.map(rateJson) };
}

function rateJson({ from, absolute, relative }: FundingRate) {
  return {
    timestamp: iso(from),
    fundingRate: number(absolute),
    relativeFundingRate: number(relative),
  };
}

function marketAt(exchange: Exchange, symbol: string): Market {
  const market = findMarket(exchange, symbol);
  if (!market) throw new Refusal('contractNotFound');
  return market;
}
