import type { Market } from '../../engine/market.ts';
import type { Call } from '../rest/handle.ts';
import { text } from '../rest/params.ts';
import { refuse } from '../rest/refusal.ts';
import type { SpotExchange } from './exchange.ts';
import { marketNamed } from './exchange.ts';
import { filtersOf } from './filters.ts';
import { orderTypes } from './symbols.ts';

/** GET /api/v3/exchangeInfo: all symbols, or the named ones. */
export function exchangeInfo({ exchange, params, now }: Call<SpotExchange>): object {
  const { limits } = exchange;
  const orders = limits.orders.map(({ interval, intervalNum, limit }) => ({
    ...{ rateLimitType: 'ORDERS', interval, intervalNum, limit },
  }));
  const weight = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: limits.weightPerMinute };
  return {
    ...{ timezone: 'UTC', serverTime: now, rateLimits: [weight, ...orders], exchangeFilters: [] },
    symbols: marketsOf({ exchange, params, now }).map(symbolView),
  };
}

/** `symbol`, or `symbols` as a list in JSON; without both every market. */
export function marketsOf({ exchange, params }: Call<SpotExchange>): Market[] {
  const [symbol, symbols] = [text(params, 'symbol'), text(params, 'symbols')];
  if (symbol !== null) return [marketNamed(exchange, symbol)];
  const all = [...exchange.markets.values()].filter(({ delisted }) => !delisted);
  return symbols === null ? all : listIn(symbols).map((name) => marketNamed(exchange, name));
}

function listIn(symbols: string): string[] {
  if (!/^\["[^"]*"(,"[^"]*")*\]$/.test(symbols))
    refuse(-1100, 'Illegal characters found in parameter \'symbols\'; legal range is \'^\\["..."(,"...")*\\]$\'.');
  return JSON.parse(symbols) as string[];
}

export function statusOf({ suspended, mode }: Market): string {
  if (suspended) return 'HALT';
  return mode === 'cancel_only' ? 'CANCEL_ONLY' : 'TRADING';
}

function symbolView(market: Market): object {
  const { symbol, base, quote } = market.terms;
  return {
    ...{ symbol, status: statusOf(market), baseAsset: base, baseAssetPrecision: 8, quoteAsset: quote },
    ...{ quotePrecision: 8, quoteAssetPrecision: 8, baseCommissionPrecision: 8, quoteCommissionPrecision: 8 },
    ...{ orderTypes, icebergAllowed: true, ocoAllowed: true, otoAllowed: true },
    ...{ quoteOrderQtyMarketAllowed: true, allowTrailingStop: true, cancelReplaceAllowed: true, amendAllowed: true },
    ...{ isSpotTradingAllowed: true, isMarginTradingAllowed: false, filters: filtersOf(market) },
    ...{ permissions: [], permissionSets: [['SPOT']], defaultSelfTradePreventionMode: 'EXPIRE_MAKER' },
    allowedSelfTradePreventionModes: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT'],
  };
}
