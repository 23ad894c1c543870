import { describe, expect, it, vi } from 'vitest';
import type { ExchangeId } from '../../../lib/exchanges/exchanges.ts';
import { usdPrices } from '../../../lib/portfolio/usd-prices.ts';

const symbols: Readonly<Record<string, readonly string[]>> = {
  kraken: ['BTC/USD', 'ETH/USD', 'LUNC/USD', 'DOT/USD', 'EUR/USD', 'USDT/USD', 'USDC/USD'],
  binance: ['BTC/USDT', 'XUSD/USDC', 'BNB/USDT', 'BNB/USDC', 'USDC/USDT', 'XRP/BTC', 'BCC/USDT', 'DOGE/USDT'],
};
const asked: string[] = [];
vi.mock('../../../lib/session/markets.ts', () => ({
  wholeMarkets: async ({ exchange }: { exchange: string }) => {
    if (symbols[exchange] === undefined) throw new Error('no list');
    return {
      bySymbol: new Map(
        symbols[exchange].map((symbol) => [symbol, { status: symbol === 'BCC/USDT' ? 'closed' : 'open' }]),
      ),
      codesByAlias: { XBT: 'BTC', LUNA: 'LUNC' },
    };
  },
}));
vi.mock('../../../lib/exchanges/load-exchange.ts', () => ({ loadExchange: async () => ({}) }));
vi.mock('../../../lib/markets/prices.ts', () => ({
  recentTickerOf: async (_exchange: string, symbol: string) => {
    asked.push(symbol);
    const dollar = { value: { bid: '0.9', ask: '1', last: '7' }, asOf: 3 };
    if (['BCC/USDT', 'DOGE/USDT'].includes(symbol)) return { value: { bid: null, ask: null, last: '10' }, asOf: 5 };
    return /^USD[TC]\/USD$/.test(symbol) ? dollar : { value: { bid: '9', ask: '11', last: '10' }, asOf: 5 };
  },
}));

async function priceOf(asset: string, exchange: ExchangeId = 'kraken') {
  asked.length = 0;
  const [found] = await usdPrices([{ exchange, asset }]);
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
      asOf: 5,
      markets: [{ exchange: 'kraken', symbol }],
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

describe('the price at an exchange without markets in USD', () => {
  it('leads over its market in a dollar coin and what another exchange pays for that coin', async () => {
    expect(await priceOf('BTC', 'binance')).toEqual({
      exchange: 'binance',
      asset: 'BTC',
      price: '9.5',
      asOf: 3,
      markets: [
        { exchange: 'binance', symbol: 'BTC/USDT' },
        { exchange: 'kraken', symbol: 'USDT/USD' },
      ],
      reason: null,
      asked: ['BTC/USDT', 'USDT/USD'],
    });
  });

  it.each(['USDT', 'USDC'])('of %s itself is what another exchange pays, and not a dollar', async (coin) => {
    expect(await priceOf(coin, 'binance')).toMatchObject({ price: '0.95', asOf: 3, asked: [`${coin}/USD`] });
  });

  it('leads over the second coin where the first has no market', async () => {
    expect(await priceOf('XUSD', 'binance')).toMatchObject({ price: '9.5', asked: ['XUSD/USDC', 'USDC/USD'] });
  });

  it('is not known for an asset without a market in a dollar coin', async () => {
    const reason = 'the exchange has no market XRP/USD, and none in a coin with a price in USD';
    expect(await priceOf('XRP', 'binance')).toMatchObject({ price: null, markets: [], reason, asked: [] });
  });

  it('is the last trade of a market without bids, but not of a market that is closed', async () => {
    expect(await priceOf('DOGE', 'binance')).toMatchObject({ price: '9.5' });
    const reason = 'binance tells no price of BCC/USDT';
    expect(await priceOf('BCC', 'binance')).toMatchObject({ price: null, markets: [], reason });
  });

  it('is not known where the list of the exchange cannot be read', async () => {
    const reason = expect.stringMatching(/^the price of USDT in USD could not be read: /);
    expect(await priceOf('USDT', 'bybit')).toMatchObject({ price: null, reason, asked: [] });
  });
});
