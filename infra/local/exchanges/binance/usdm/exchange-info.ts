import type { Market } from '../../engine/market.ts';
import type { Call } from '../rest/handle.ts';
import { contractIn, marginAssets } from './contracts.ts';
import { isListed, type UsdmExchange } from './exchange.ts';
import { filtersOf } from './filters.ts';
import { conditionalTypes } from './parse-order.ts';

/** The delivery date of a contract that is never delivered. */
const never = 4_133_404_800_000;
const onboarded = 1_569_398_400_000;

/** GET /fapi/v1/exchangeInfo. */
export function exchangeInfo({ exchange, now }: Call<UsdmExchange>): object {
  const { limits, markets } = exchange;
  const orders = limits.orders.map(({ interval, intervalNum, limit }) => ({
    ...{ rateLimitType: 'ORDERS', interval, intervalNum, limit },
  }));
  const weight = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: limits.weightPerMinute };
  return {
    ...{
      timezone: 'UTC',
      serverTime: now,
      futuresType: 'U_MARGINED',
      rateLimits: [weight, ...orders],
      exchangeFilters: [],
    },
    assets: marginAssets.map((asset) => ({ asset, marginAvailable: true, autoAssetExchange: '-10000' })),
    symbols: [...markets.values()].filter(isListed).map(symbolView),
  };
}

function symbolView(market: Market): object {
  const contract = contractIn(market);
  const { symbol, pair, contractType, base, quote, pricePrecision, quantityPrecision } = contract;
  return {
    ...{ symbol, pair, contractType, deliveryDate: contract.contract.expiresAt ?? never, onboardDate: onboarded },
    ...{
      status: market.suspended ? 'BREAK' : 'TRADING',
      maintMarginPercent: '2.5000',
      requiredMarginPercent: '5.0000',
    },
    ...{ baseAsset: base, quoteAsset: quote, marginAsset: quote, pricePrecision, quantityPrecision },
    ...{
      baseAssetPrecision: 8,
      quotePrecision: 8,
      underlyingType: 'COIN',
      underlyingSubType: [],
      triggerProtect: '0.0500',
    },
    ...{ liquidationFee: '0.012500', marketTakeBound: '0.05', maxMoveOrderLimit: 10_000, filters: filtersOf(market) },
    orderTypes: ['LIMIT', 'MARKET', ...conditionalTypes],
    ...{ timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'], permissionSets: ['GRID', 'COPY'] },
  };
}
