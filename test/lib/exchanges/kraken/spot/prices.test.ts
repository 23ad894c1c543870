import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { openOver, openVenues, type Venues } from '../../fixture-venues.ts';

let venues: Venues;
let adapter: MarketAdapter;
let told: { status: number; body: string };
beforeAll(async () => {
  venues = openVenues();
  adapter = await openOver('spot', venues.spot, { transport: async () => told });
});
afterAll(() => venues.world.close());

function answer(result: string, status = 200): void {
  told = { status, body: `{"error":[],"result":${result}}` };
}
const garbled = { code: 'EXCHANGE_UNAVAILABLE' };
/** The shape of a recorded answer. */
const row = {
  a: '["80004.40000","1","1.000"]',
  b: '["79996.30000","3","3.000"]',
  c: '["80001.00000","0.00009443"]',
  v: '["0.78648221","163.28908096"]',
};
function ticker(change: Partial<Record<keyof typeof row, string>> = {}, pair = 'XXBTZUSD'): void {
  const fields = Object.entries({ ...row, ...change }).map(([key, value]) => `"${key}":${value}`);
  answer(`{"${pair}":{${fields.join()}}}`);
}

describe('the ticker of a pair', () => {
  it('has the best prices, the last trade and the volume of 24 hours; no mark, no index, no time', async () => {
    ticker();
    expect(await adapter.data.ticker('BTC/USD')).toEqual({
      ...{ bid: '79996.3', ask: '80004.4', last: '80001', mark: null, index: null },
      ...{ volume24h: '163.28908096', timestamp: null },
    });
  });

  it.each(['XXBTZUSD', 'XBTUSD', 'XBT/USD'])('is read under the name %s', async (pair) => {
    ticker({}, pair);
    expect(await adapter.data.ticker('BTC/USD')).toMatchObject({ ask: '80004.4' });
  });

  it('has no price where Kraken writes zero', async () => {
    ticker({ a: '["0.00000","0","0.000"]', c: '["0.00000","0.00000000"]' });
    expect(await adapter.data.ticker('BTC/USD')).toMatchObject({ bid: '79996.3', ask: null, last: null });
  });

  it.each([
    { a: '["n/a","1","1.000"]' },
    { b: '["80004.40000","1","1.000"]' },
    { b: '["90000.00000","1","1.000"]' },
    { c: '["-1","1"]' },
    { a: '[]' },
    { a: '"80004.4"' },
    { v: '["1"," many"]' },
    { v: 'null' },
  ])('with %j is garbled, and no wrong price', async (change) => {
    ticker(change);
    await expect(adapter.data.ticker('BTC/USD')).rejects.toMatchObject(garbled);
  });

  it('of another pair, of two pairs or of none is garbled', async () => {
    ticker({}, 'XETHZUSD');
    await expect(adapter.data.ticker('BTC/USD')).rejects.toMatchObject(garbled);
    answer(`{"XXBTZUSD":{"a":["1"],"b":["1"],"c":["1"],"v":["1","1"]},"XETHZUSD":{}}`);
    await expect(adapter.data.ticker('BTC/USD')).rejects.toMatchObject(garbled);
    answer('{}');
    await expect(adapter.data.ticker('BTC/USD')).rejects.toMatchObject(garbled);
  });
});

describe('the order book of a pair', () => {
  it('has levels of price and quantity, and the time of a level is not the time of the book', async () => {
    answer('{"XXBTZUSD":{"asks":[["80004.40000","1.199",1616663113]],"bids":[["79996.30000","0.002",1616663112]]}}');
    expect(await adapter.data.orderBook('BTC/USD', 10)).toEqual({
      bids: [{ price: '79996.3', quantity: '0.002' }],
      asks: [{ price: '80004.4', quantity: '1.199' }],
      timestamp: null,
    });
  });

  it('with one level that cannot be read is garbled', async () => {
    answer('{"XXBTZUSD":{"asks":[["80004.40000","1.199",1],["80005.0","-",1]],"bids":[]}}');
    await expect(adapter.data.orderBook('BTC/USD', 1)).rejects.toMatchObject(garbled);
  });
});

describe('Kraken refuses', () => {
  it.each([
    ['EGeneral:Too many requests', 'RATE_LIMITED'],
    ['EService:Unavailable', 'EXCHANGE_UNAVAILABLE'],
    ['EQuery:Unknown asset pair', 'INVALID_SYMBOL'],
  ])('%s as %s', async (code, expected) => {
    told = { status: 200, body: `{"error":["${code}"]}` };
    await expect(adapter.data.ticker('BTC/USD')).rejects.toMatchObject({ code: expected });
    await expect(adapter.data.orderBook('BTC/USD', 1)).rejects.toMatchObject({ code: expected });
  });

  it('an unknown symbol is refused before a byte leaves, and the refusal says where symbols are listed', async () => {
    told = { status: 599, body: '' };
    const refusal = { code: 'INVALID_SYMBOL', message: expect.stringContaining('GET /oems/markets/symbols') };
    await expect(adapter.data.ticker('NOPE/USD')).rejects.toMatchObject(refusal);
    await expect(adapter.data.orderBook('NOPE/USD', 1)).rejects.toMatchObject(refusal);
  });
});
