import { type BybitExchange, fundingIntervalMs } from './exchange.ts';
import { categoryOf, highestPrice, type Instrument, instrumentOf } from './instruments.ts';
import { pageOf } from './pages.ts';
import { type Params, text } from './params.ts';
import { categoryIn } from './parse-order.ts';
import { priceLimitRatio } from './quantity-checks.ts';

/** GET /v5/market/instruments-info: spot in one page, contracts in pages of up to 1,000, usually 500. Nothing is before its launch. */
export function instrumentsInfo({ markets }: BybitExchange, params: Params): object {
  const isOption = text(params, 'category') === 'option';
  if (isOption) return { category: 'option', list: [], nextPageCursor: '' };
  const category = categoryIn(params);
  const [symbol, base, status] = ['symbol', 'baseCoin', 'status'].map((name) => text(params, name));
  const listed = [...markets.values()].filter((market) => categoryOf(market) === category && !market.delisted);
  const rows = listed
    .map((market) => ({ key: instrumentOf(market).id, at: 1, terms: instrumentOf(market), market }))
    .filter(({ key, terms }) => (!symbol || key === symbol) && (!base || terms.baseCoin === base))
    .filter(() => !status || status === 'Trading');
  const sizes = { most: 1000, usual: category === 'spot' ? rows.length || 1 : 500 };
  const { rows: page, nextPageCursor } = pageOf(rows, params, sizes);
  return { category, list: page.map(({ terms }) => instrumentJson(terms)), nextPageCursor };
}

function instrumentJson(terms: Instrument): object {
  return terms.category === 'spot' ? spotJson(terms) : contractJson(terms);
}

function spotJson(terms: Instrument): object {
  const { id, baseCoin, quoteCoin, quantityStep, tickSize, minQty, maxQty, maxMarketQty, minValue } = terms;
  return {
    ...{ symbol: id, baseCoin, quoteCoin, innovation: '0', status: 'Trading', marginTrading: 'utaOnly', stTag: '0' },
    lotSizeFilter: {
      ...{ basePrecision: quantityStep.toFixed(), quotePrecision: '0.00000001', minOrderQty: minQty.toFixed() },
      ...{ maxOrderQty: maxQty.toFixed(), minOrderAmt: minValue?.toFixed() ?? '0', maxOrderAmt: '8000000' },
      ...{ maxLimitOrderQty: maxQty.toFixed(), maxMarketOrderQty: maxMarketQty.toFixed() },
      postOnlyMaxLimitOrderSize: maxQty.times(2).toFixed(),
    },
    priceFilter: { tickSize: tickSize.toFixed() },
    riskParameters: ratios(priceLimitRatio.spot),
  };
}

function ratios(ratio: number): object {
  return { priceLimitRatioX: String(ratio), priceLimitRatioY: String(ratio * 2) };
}

function contractJson(terms: Instrument): object {
  const { id, baseCoin, quoteCoin, settleCoin, quantityStep, tickSize, minQty, maxQty, maxMarketQty, category } = terms;
  return {
    ...{ symbol: id, contractType: category === 'inverse' ? 'InversePerpetual' : 'LinearPerpetual', status: 'Trading' },
    ...{ baseCoin, quoteCoin, settleCoin, launchTime: '1585526400000', deliveryTime: '0', deliveryFeeRate: '' },
    ...{
      priceScale: String(tickSize.decimalPlaces()),
      unifiedMarginTrade: true,
      fundingInterval: fundingIntervalMs / 60_000,
    },
    leverageFilter: { minLeverage: '1', maxLeverage: terms.maxLeverage.toFixed(2), leverageStep: '0.01' },
    priceFilter: { minPrice: tickSize.toFixed(), maxPrice: highestPrice.toFixed(), tickSize: tickSize.toFixed() },
    lotSizeFilter: {
      ...{ maxOrderQty: maxQty.toFixed(), minOrderQty: minQty.toFixed(), qtyStep: quantityStep.toFixed() },
      ...{ postOnlyMaxOrderQty: maxQty.toFixed(), maxMktOrderQty: maxMarketQty.toFixed() },
      minNotionalValue: terms.minValue?.toFixed() ?? '',
    },
    ...{ copyTrading: 'none', upperFundingRate: '0.00375', lowerFundingRate: '-0.00375', displayName: '' },
    ...{ isPreListing: false, preListingInfo: null, riskParameters: ratios(priceLimitRatio.contract) },
  };
}
