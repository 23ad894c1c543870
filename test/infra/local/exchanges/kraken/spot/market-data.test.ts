import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpotClient } from './fixture-client.ts';
import { startSpot, startTime } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot({ syntheticPairs: 1060 });
});
afterEach(() => spot.stop());

type Pairs = Record<
  string,
  {
    altname: string;
    wsname: string;
    base: string;
    quote: string;
    pair_decimals: number;
    tick_size: string;
    ordermin: string;
    fees: number[][];
  }
>;
async function pairs(query = '') {
  return (await spot.get(`AssetPairs${query}`)).result as Pairs;
}

describe('metadata', () => {
  it('pairs carry the names the live exchange gives them', async () => {
    const all = await pairs();
    const names = [
      'XXBTZUSD',
      'XBTUSDT',
      'XXBTZEUR',
      'XETHZUSD',
      'XETHXXBT',
      'SOLUSD',
      'XXRPZUSD',
      'XDGUSD',
      'XXDGXXBT',
      'XLTCZUSD',
      'USDTZUSD',
      'USDCUSD',
      'PEPEUSD',
      'ZEURZUSD',
      'ADAUSDT',
      'DOTUSD',
      'LINKEUR',
    ];
    for (const name of names) expect(all).toHaveProperty(name);
    expect(all.XXBTZUSD).toMatchObject({
      altname: 'XBTUSD',
      wsname: 'XBT/USD',
      base: 'XXBT',
      quote: 'ZUSD',
      pair_decimals: 1,
      lot_decimals: 8,
      cost_decimals: 5,
      tick_size: '0.1',
      ordermin: '0.00005',
      costmin: '0.5',
      status: 'online',
      fee_volume_currency: 'ZUSD',
      margin_call: 80,
      margin_stop: 40,
    });
    expect(all.XDGUSD).toMatchObject({ altname: 'XDGUSD', base: 'XXDG' });
    expect(all.XXBTZUSD?.fees[0]).toEqual([0, 0.4]);
  });

  it('made-up pairs bring the list to the size of the live one', async () => {
    const all = Object.values(await pairs());
    expect(all.length).toBe(1117);
    expect(new Set(all.map(({ altname }) => altname)).size).toBe(1117);
  });

  it('a made-up pair trades at its own price', async () => {
    const [, , , , last] = Object.keys(await pairs()).slice(-5);
    await spot.price(last ?? '', 10);
    const id = await spot.order({ pair: last ?? '', type: 'buy', ordertype: 'limit', volume: '1', price: '9' });
    await spot.price(last ?? '', 8.9);
    expect((await spot.query(id)).status).toBe('closed');
  });

  it('the filter takes a list of names and refuses an unknown one', async () => {
    expect(Object.keys(await pairs('?pair=BTC/USD,ETHXBT'))).toEqual(['XXBTZUSD', 'XETHXXBT']);
    expect(await spot.get('AssetPairs?pair=XBTUSD,NOPE')).toEqual({
      status: 200,
      error: ['EQuery:Unknown asset pair'],
    });
  });

  it('assets carry decimals and both names', async () => {
    const assets = (await spot.get('Assets')).result;
    expect(assets).toMatchObject({
      XXBT: { aclass: 'currency', altname: 'XBT', decimals: 10, display_decimals: 5, status: 'enabled' },
      ZUSD: { altname: 'USD', decimals: 4 },
      'XBT.F': { altname: 'XBT.F' },
    });
    expect(Object.keys((await spot.get('Assets?asset=XBT,ZUSD')).result as object)).toEqual(['XXBT', 'ZUSD']);
    expect((await spot.get('Assets?asset=NOPE')).error).toEqual(['EQuery:Unknown asset']);
  });
});

describe('market data', () => {
  it('time and status', async () => {
    expect((await spot.get('Time')).result).toEqual({
      unixtime: startTime / 1000,
      rfc1123: 'Tue, 01 Sep 26 12:00:00 +0000',
    });
    expect((await spot.get('SystemStatus')).result).toEqual({ status: 'online', timestamp: '2026-09-01T12:00:00Z' });
  });

  it('ticker and book show the touch around the price', async () => {
    expect((await spot.get('Ticker?pair=XBTUSD')).result).toMatchObject({
      XXBTZUSD: {
        a: ['80004.00000', '1', '1.000'],
        b: ['79996.00000', '1', '1.000'],
        c: ['80000.00000', '0.00005000'],
        o: '80000.00000',
      },
    });
    const book = (await spot.get('Depth?pair=XBTUSD&count=2')).result;
    expect(book).toEqual({
      XXBTZUSD: {
        asks: [
          ['80004.00000', '1.000', startTime / 1000],
          ['80004.10000', '2.000', startTime / 1000],
        ],
        bids: [
          ['79996.00000', '1.000', startTime / 1000],
          ['79995.90000', '2.000', startTime / 1000],
        ],
      },
    });
  });

  it('recent trades are what customers traded', async () => {
    await spot.order({ type: 'buy', ordertype: 'market', volume: '0.01' });
    expect((await spot.get('Trades?pair=XBTUSD')).result).toEqual({
      XXBTZUSD: [['80004.00000', '0.01000000', startTime / 1000, 'b', 'm', '', expect.any(Number)]],
      last: `${startTime}000000`,
    });
  });

  it('bid and ask keep at least a tick apart, on ticks, for every pair', async () => {
    const tickers = (await spot.get('Ticker')).result as Record<string, { a: string[]; b: string[] }>;
    const all = await pairs();
    for (const [name, { a, b }] of Object.entries(tickers))
      expect(Number(a[0]) - Number(b[0]), name).toBeGreaterThanOrEqual(Number(all[name]?.tick_size) * 0.999);
  });
});
