import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { openOver, openVenues, type Venues } from '../../fixture-venues.ts';
import { scene } from './fixture-account.ts';

let simulators: Venues;
let exchange: MarketAdapter;
beforeAll(async () => {
  simulators = openVenues();
  exchange = await openOver('swap', simulators.swap);
});
afterAll(() => simulators.world.close());

/** Answers with the text of a test: JSON.stringify would round the numbers. */
function success(rest: string): void {
  simulators.swap.substitute = () => ({ status: 200, body: `{"result":"success",${rest}}` });
}

describe('futures positions', () => {
  it('a futures position that no float can hold keeps its digits', async () => {
    success(
      '"tickers":[],"openPositions":[{"symbol":"PF_XBTUSD","side":"long","size":0.1000000000000000055,"price":80000.00000000000001,"unrealizedPnl":-10000000000.000000011}]',
    );
    const [position] = await exchange.wallets.positions();
    expect(position).toMatchObject({
      contracts: '0.1000000000000000055',
      entryPrice: '80000.00000000000001',
      // Behind the smallest unit of a coin there is only noise.
      unrealizedPnl: '-10000000000.00000001',
    });
  });

  it('a position in a contract that no cached market lists is called as its fills are, and hides no other position', async () => {
    const row = { side: 'short', size: 1, price: 2 };
    const names = ['PF_NEWUSD', 'FI_XBTUSD_201225', 'PV_XRPXBT', 'PF_XBTUSD'];
    const fillTime = '2026-05-20T10:00:00.000Z';
    simulators.swap.substitute = () => ({
      status: 200,
      body: {
        result: 'success',
        tickers: [],
        openPositions: names.map((symbol) => ({ ...row, symbol })),
        fills: names.map((symbol) => ({ ...row, symbol, fill_id: symbol, fillTime, side: 'sell' })),
      },
    });
    const positions = await exchange.wallets.positions();
    const fills = await exchange.data.fills({ limit: 10 });
    const symbols = ['NEW/USD:USD', 'BTC/USD:BTC-201225', 'PV_XRPXBT', 'BTC/USD:USD'];
    expect(positions.map(({ symbol }) => symbol)).toEqual(symbols);
    expect(fills.items.map(({ symbol }) => symbol).toSorted()).toEqual(symbols.toSorted());
    expect(positions[0]).toMatchObject({ unrealizedPnl: null, side: 'short', contracts: '1' });
  });

  it('the size of a position is not known where neither market nor name tells its unit', async () => {
    success('"tickers":[],"openPositions":[{"symbol":"PV_XRPXBT","side":"long","size":7,"price":2}]');
    expect(await exchange.wallets.positions()).toMatchObject([{ symbol: 'PV_XRPXBT', contracts: null }]);
  });

  it.each([
    ['"side":"long","size":-1000', 'short', '1000'],
    ['"side":"short","size":-1000', 'short', '1000'],
    ['"size":-1000', 'short', '1000'],
    ['"side":"short","size":1000', 'short', '1000'],
    ['"side":"long","size":1000', 'long', '1000'],
  ])('a position of %s is %s by %s: a size is never below zero', async (terms, side, contracts) => {
    success(`"tickers":[],"openPositions":[{"symbol":"PI_XBTUSD",${terms},"price":2}]`);
    expect(await exchange.wallets.positions()).toMatchObject([{ side, contracts }]);
  });

  it.each(['"size":1000', '"side":"flat","size":1000', '"side":[],"size":1000'])(
    'a position of %s is there, on a side that nobody knows',
    async (terms) => {
      success(`"tickers":[],"openPositions":[{"symbol":"PI_XBTUSD",${terms},"price":2}]`);
      expect(await exchange.wallets.positions()).toMatchObject([
        { symbol: 'BTC/USD:BTC', side: null, contracts: '1000', unrealizedPnl: null },
      ]);
    },
  );

  it('an entry of no size is no position', async () => {
    success('"tickers":[],"openPositions":[{"symbol":"PI_XBTUSD","side":"long","size":0,"price":2}]');
    expect(await exchange.wallets.positions()).toEqual([]);
  });

  it.each([
    ['PF_XBTUSD', 'buy', 0.1],
    ['PF_XBTUSD', 'sell', 0.1],
    ['PI_XBTUSD', 'buy', 5000],
    ['PI_XBTUSD', 'sell', 5000],
  ] as const)(
    'the profit of a position in %s after a %s is the exchange’s own, where the exchange does not tell it',
    async (symbol, side, size) => {
      const { wire, exchange: own, hand } = await scene();
      hand.post('transfer', { fromAccount: 'flex', toAccount: 'fi_xbtusd', unit: 'xbt', amount: 0.05 });
      hand.order({ orderType: 'mkt', symbol, side, size });
      wire.control('price', { symbol: 'PF_XBTUSD', price: 81_234 });
      const [computed] = await own.wallets.positions();
      wire.control('money', { position_profit: 'told' });
      const [told] = await own.wallets.positions();
      expect(Number(computed?.unrealizedPnl)).toBeCloseTo(Number(told?.unrealizedPnl), 8);
      expect(Number(told?.unrealizedPnl) > 0).toBe(side === 'buy');
    },
  );
});
