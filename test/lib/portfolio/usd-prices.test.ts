import { describe, expect, it, vi } from 'vitest';
import { usdPrices } from '../../../lib/portfolio/usd-prices.ts';

const symbols = ['BTC/USD', 'ETH/USD', 'LUNC/USD', 'DOT/USD', 'EUR/USD'];
const asked: string[] = [];
vi.mock('../../../lib/session/markets.ts', () => ({
  wholeMarkets: async () => ({
    bySymbol: new Map(symbols.map((symbol) => [symbol, {}])),
    codesByAlias: { XBT: 'BTC', LUNA: 'LUNC' },
  }),
}));
vi.mock('../../../lib/exchanges/load-exchange.ts', () => ({ loadExchange: async () => ({}) }));
vi.mock('../../../lib/markets/prices.ts', () => ({
  recentTickerOf: async (_exchange: string, symbol: string) => {
    asked.push(symbol);
    return { value: { bid: '9', ask: '11', last: '10' }, asOf: 1 };
  },
}));

async function priceOf(asset: string) {
  asked.length = 0;
  const [found] = await usdPrices([{ exchange: 'kraken', asset }]);
  return { ...found, asked: [...asked] };
}

describe('the price of an asset that earns', () => {
  it.each([
    ['BTC.F', 'BTC/USD'],
    ['XBT.F', 'BTC/USD'],
    ['XBT.M', 'BTC/USD'],
    ['ETH.B', 'ETH/USD'],
    ['DOT.S', 'DOT/USD'],
    ['EUR.M', 'EUR/USD'],
    // Kraken's LUNA is Terra Classic.
    ['LUNA.S', 'LUNC/USD'],
  ])('%s is the price of %s', async (asset, symbol) => {
    expect(await priceOf(asset)).toEqual({
      exchange: 'kraken',
      asset,
      price: '10',
      asOf: 1,
      reason: null,
      asked: [symbol],
    });
  });

  it('USD that earns is USD, and nobody is asked', async () => {
    expect(await priceOf('USD.M')).toMatchObject({ asset: 'USD.M', price: '1', asked: [] });
  });

  it.each(['DOT.P', 'USD.HOLD', 'ETH2.S', 'AAPLx.T', '.F'])('%s has no price, and a reason', async (asset) => {
    expect(await priceOf(asset)).toMatchObject({
      price: null,
      reason: expect.stringMatching(/has no market/),
      asked: [],
    });
  });
});
