import { describe, expect, it } from 'vitest';
import { code as spotCode } from '../../../../lib/exchanges/binance/spot/module.ts';
import { code as usdmCode } from '../../../../lib/exchanges/binance/usdm/module.ts';

const filters = [
  { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '1000000', tickSize: '0.01000000' },
  { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000', stepSize: '0.00001000' },
  { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '100', stepSize: '0.00000000' },
  { filterType: 'NOTIONAL', minNotional: '5.00000000', applyMinToMarket: true },
];
const pair = { status: 'TRADING', orderTypes: ['LIMIT'], filters, permissions: [], isSpotTradingAllowed: true };
const btc = { ...pair, symbol: 'BTCUSDT', baseAsset: 'BTC', quoteAsset: 'USDT' };

const perpetual = {
  ...{ symbol: 'BTCUSDT', pair: 'BTCUSDT', contractType: 'PERPETUAL', deliveryDate: 4133404800000, status: 'TRADING' },
  ...{ baseAsset: 'BTC', quoteAsset: 'USDT', marginAsset: 'USDT', pricePrecision: 2, quantityPrecision: 3 },
  filters: [
    { filterType: 'PRICE_FILTER', tickSize: '0.10', minPrice: '1', maxPrice: '9999999' },
    { filterType: 'LOT_SIZE', stepSize: '0.001', minQty: '0.001', maxQty: '1000' },
    { filterType: 'MIN_NOTIONAL', notional: '50' },
  ],
};
const dated = {
  ...perpetual,
  ...{ symbol: 'BTCUSDT_261225', contractType: 'CURRENT_QUARTER', deliveryDate: Date.UTC(2026, 11, 25, 8) },
};

function load(code: typeof spotCode, origin: string, symbols: readonly object[]) {
  const asked: string[] = [];
  const transport = async ({ url }: { readonly url: string }) => {
    asked.push(url);
    return { status: 200, body: JSON.stringify({ timezone: 'UTC', symbols }) };
  };
  return code.loadCatalogue(origin, transport, code.protocol.verifyAnswer).then((catalogue) => ({ catalogue, asked }));
}
const loadSpot = (symbols: readonly object[]) => load(spotCode, 'https://api.binance.com', symbols);
const loadUsdm = (symbols: readonly object[]) => load(usdmCode, 'https://fapi.binance.com', symbols);

describe('the markets of Binance', () => {
  it('the list of one host is read without a key, and no list of another host', async () => {
    expect((await loadSpot([btc])).asked).toEqual(['https://api.binance.com/api/v3/exchangeInfo']);
    expect((await loadUsdm([perpetual])).asked).toEqual(['https://fapi.binance.com/fapi/v1/exchangeInfo']);
  });

  it('a pair has its steps and minima as decimal text, and no fee: the rates in the entries of CCXT are guesses', async () => {
    const { catalogue } = await loadSpot([btc]);
    expect(catalogue.markets).toMatchObject([
      {
        ...{ id: 'BTCUSDT', symbol: 'BTC/USDT', priceStep: '0.01', quantityStep: '0.00001', minQuantity: '0.00001' },
        ...{ minCost: '5', takerFee: null, makerFee: null, contractSize: '1', settle: null, status: 'open' },
      },
    ]);
  });

  it('a contract has the maxima of its filters: of limit orders, and of market orders, for which both filters count', async () => {
    const [, lot = {}, ofMarket = {}] = filters;
    const maximaOf = async (...given: readonly object[]) => {
      const [market] = (await loadUsdm([{ ...perpetual, filters: [perpetual.filters[0], ...given] }])).catalogue
        .markets;
      return [market?.maxQuantity, market?.maxMarketQuantity];
    };
    expect(await maximaOf(lot, ofMarket)).toEqual(['9000', '100']);
    expect(await maximaOf(lot, { ...ofMarket, maxQty: '10000.00' })).toEqual(['9000', '9000']);
    expect(await maximaOf(lot, { ...ofMarket, maxQty: '0.00000000' })).toEqual(['9000', '9000']);
    expect(await maximaOf(lot)).toEqual(['9000', '9000']);
    expect(await maximaOf({ ...lot, maxQty: 'many' })).toEqual([undefined, undefined]);
  });

  it('a pair on spot leaves the maximum of market orders, which moves with the volume traded, to Binance', async () => {
    const [market] = (await loadSpot([btc])).catalogue.markets;
    expect([market?.maxQuantity, market?.maxMarketQuantity]).toEqual(['9000', '9000']);
  });

  it('the bounds of a trailing stop are told by the filter: above the price for a purchase, below for a sale', async () => {
    const filter = {
      ...{ filterType: 'TRAILING_DELTA', minTrailingAboveDelta: 10, maxTrailingAboveDelta: 1000 },
      ...{ minTrailingBelowDelta: 20, maxTrailingBelowDelta: 2000 },
    };
    const boundsOf = async (filters: readonly object[]) => {
      const [market] = (await loadSpot([{ ...btc, filters }])).catalogue.markets;
      return market?.trailingPercents;
    };
    const bounds = { buy: { least: '0.1', most: '10' }, sell: { least: '0.2', most: '20' } };
    expect(await boundsOf([...filters, filter])).toEqual(bounds);
    expect(await boundsOf(filters)).toBeUndefined();
    expect(await boundsOf([...filters, { ...filter, maxTrailingBelowDelta: 'many' }])).toBeUndefined();
  });

  it('a contract counts the base asset; a dated one has an end', async () => {
    const { catalogue } = await loadUsdm([perpetual, dated]);
    expect(catalogue.markets).toMatchObject([
      {
        id: 'BTCUSDT',
        symbol: 'BTC/USDT:USDT',
        priceStep: '0.1',
        quantityStep: '0.001',
        minCost: '50',
        expiresAt: null,
      },
      { id: 'BTCUSDT_261225', symbol: 'BTC/USDT:USDT-261225', contractSize: '1', expiresAt: dated.deliveryDate },
    ]);
  });

  it('a thousand coins are an asset of their own name', async () => {
    const pepe = { ...perpetual, symbol: '1000PEPEUSDT', pair: '1000PEPEUSDT', baseAsset: '1000PEPE' };
    expect((await loadUsdm([pepe])).catalogue.markets).toMatchObject([{ symbol: '1000PEPE/USDT:USDT' }]);
  });

  it('of two assets that CCXT gives one name the asset with that name is traded, and no order goes to the other', async () => {
    const [renamed, named] = ['YOYO', 'YOYOW'].map((asset) => ({ ...btc, symbol: `${asset}USDT`, baseAsset: asset }));
    for (const rows of [
      [renamed, named],
      [named, renamed],
    ] as object[][]) {
      const { catalogue } = await loadSpot(rows);
      expect(catalogue.markets.map(({ id, symbol }) => [id, symbol])).toEqual([['YOYOWUSDT', 'YOYOW/USDT']]);
    }
  });

  it.each([
    ['a perpetual with a date in its name', { ...perpetual, symbol: 'BTCUSDT_261225' }],
    ['a dated contract without a date', { ...dated, symbol: 'BTCUSD' }],
    ['a contract without a readable end', { ...dated, deliveryDate: 'soon' }],
    ['a contract that another asset margins', { ...perpetual, marginAsset: 'BTC' }],
    ['a contract without a step', { ...perpetual, filters: perpetual.filters.slice(1) }],
  ])('%s takes no order, and hides no other market', async (_what, row) => {
    const eth = { ...perpetual, symbol: 'ETHUSDT', pair: 'ETHUSDT', baseAsset: 'ETH' };
    const { catalogue } = await loadUsdm([row, eth]);
    expect(catalogue.markets.map(({ symbol }) => symbol)).toEqual(['ETH/USDT:USDT']);
    expect(catalogue.refused).toHaveLength(1);
  });

  it.each([
    ['HALT', 'closed'],
    ['BREAK', 'closed'],
    ['CANCEL_ONLY', 'cancel_only'],
    ['TRADING', 'open'],
  ])('a pair in the state %s is %s', async (status, told) => {
    expect((await loadSpot([{ ...btc, status }])).catalogue.markets).toMatchObject([{ status: told }]);
  });
});
