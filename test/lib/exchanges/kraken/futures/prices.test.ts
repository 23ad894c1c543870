import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { openOver, openVenues, startTime, type Venues } from '../../fixture-venues.ts';

let venues: Venues;
let adapter: MarketAdapter;
let told: { status: number; body: string };
let asked: string[];
beforeAll(async () => {
  venues = openVenues();
  adapter = await openOver('swap', venues.swap, {
    transport: async ({ url }) => {
      asked = [url];
      return told;
    },
  });
});
afterAll(() => venues.world.close());

function answer(rest: string): void {
  told = { status: 200, body: `{"result":"success","serverTime":"${new Date(startTime).toISOString()}",${rest}}` };
}
const garbled = { code: 'EXCHANGE_UNAVAILABLE' };
/** The shape of a recorded answer. */
const row = {
  ...{ symbol: '"PF_XBTUSD"', last: '77334', bid: '77333', ask: '77334', markPrice: '77333.1250000001' },
  ...{ indexPrice: '77340.22', vol24h: '8309.2546', suspended: 'false' },
};
function ticker(change: Record<string, string | null> = {}): void {
  const fields = Object.entries({ ...row, ...change }).filter(([, value]) => value !== null);
  answer(`"ticker":{${fields.map(([key, value]) => `"${key}":${value}`).join()}}`);
}

describe('the ticker of a contract', () => {
  it('has every price with every digit, and is asked for by its name', async () => {
    ticker();
    expect(await adapter.data.ticker('BTC/USD:USD')).toEqual({
      ...{ bid: '77333', ask: '77334', last: '77334', mark: '77333.1250000001', index: '77340.22' },
      ...{ volume24h: '8309.2546', timestamp: startTime },
    });
    expect(asked).toEqual(['https://futures.kraken.com/derivatives/api/v3/tickers/PF_XBTUSD']);
  });

  it('of a contract without a seller has no ask', async () => {
    ticker({ ask: null, last: null });
    expect(await adapter.data.ticker('BTC/USD:USD')).toMatchObject({ bid: '77333', ask: null, last: null });
  });

  it('counts the contracts of an inverse contract, as its orders do', async () => {
    ticker({ symbol: '"pi_xbtusd"', vol24h: '21118140.0' });
    expect(await adapter.data.ticker('BTC/USD:BTC')).toMatchObject({ volume24h: '21118140' });
  });

  it.each([
    { symbol: '"PF_ETHUSD"' },
    { symbol: null },
    { bid: '"-"' },
    { bid: '77334' },
    { markPrice: '-1' },
    { vol24h: '{}' },
  ])('with %j is garbled, and no wrong price', async (change) => {
    ticker(change);
    await expect(adapter.data.ticker('BTC/USD:USD')).rejects.toMatchObject(garbled);
  });
});

describe('the order book of a contract', () => {
  it('has price and quantity in units of the base asset, and the time of the answer', async () => {
    answer('"orderBook":{"bids":[[77333,0.5],[77332.5,12]],"asks":[[77334,0.0011]]}');
    expect(await adapter.data.orderBook('BTC/USD:USD', 1)).toEqual({
      bids: [{ price: '77333', quantity: '0.5' }],
      asks: [{ price: '77334', quantity: '0.0011' }],
      timestamp: startTime,
    });
  });

  it('with one level that cannot be read is garbled', async () => {
    answer('"orderBook":{"bids":[[77333,0.5],[77332.5,null]],"asks":[[77334,0.0011]]}');
    await expect(adapter.data.orderBook('BTC/USD:USD', 1)).rejects.toMatchObject(garbled);
  });

  it.each(['"orderBook":{"bids":[]}', '"orderBook":null', '"orderBooks":{}'])('%s is no empty book', async (rest) => {
    answer(rest);
    await expect(adapter.data.orderBook('BTC/USD:USD', 1)).rejects.toMatchObject(garbled);
  });

  it('of an unknown contract is refused before a byte leaves', async () => {
    asked = [];
    await expect(adapter.data.orderBook('NOPE/USD:USD', 1)).rejects.toMatchObject({ code: 'INVALID_SYMBOL' });
    expect(asked).toEqual([]);
  });
});
