import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { openOver, openVenues, type Venues } from '../../fixture-venues.ts';

let simulators: Venues;
let exchange: MarketAdapter;
beforeAll(async () => {
  simulators = openVenues();
  exchange = await openOver('spot', simulators.spot);
});
afterAll(() => simulators.world.close());

function answered(result: unknown): void {
  simulators.spot.substitute = () => ({ status: 200, body: { error: [], result } });
}

/** A row as Kraken.Net's fixture has it. */
const row = {
  ordertxid: 'OAAAAA-BBBBB-CCCCCC',
  posstatus: 'open',
  pair: 'XXBTZUSD',
  time: 1_605_280_097.8294,
  type: 'buy',
  ordertype: 'limit',
  vol: '8.82412861',
  vol_closed: '0.20200000',
  margin: '20922.10568',
};

describe('margin positions on spot', () => {
  it('have the side, the part that is open, and the symbol of the pair', async () => {
    answered({ 'TAAAAA-1': row, 'TAAAAA-2': { ...row, type: 'sell', vol: '1', vol_closed: '0' } });
    expect(await exchange.wallets.untraded()).toEqual([
      { symbol: 'BTC/USD', side: 'long', quantity: '8.62212861' },
      { symbol: 'BTC/USD', side: 'short', quantity: '1' },
    ]);
  });

  it('that are closed to the last unit are none', async () => {
    answered({ 'TAAAAA-1': { ...row, vol_closed: row.vol } });
    expect(await exchange.wallets.untraded()).toEqual([]);
  });

  it.each([
    [{ vol: 'much' }, { side: 'long', quantity: null }],
    [{ vol_closed: undefined }, { side: 'long', quantity: null }],
    [{ type: 'hold' }, { side: null }],
    [{ pair: undefined }, { symbol: null, side: 'long' }],
  ])('with %j are there, and what cannot be read is null', async (changes, position) => {
    answered({ 'TAAAAA-1': { ...row, ...changes } });
    expect(await exchange.wallets.untraded()).toMatchObject([position]);
  });

  it('that nobody can read are there all the same, of an unknown symbol, side and size', async () => {
    answered({ 'TAAAAA-1': 'open' });
    expect(await exchange.wallets.untraded()).toEqual([{ symbol: null, side: null, quantity: null }]);
  });

  it.each([[[]], [null]])('are unknown, and not none, where the answer is %j', async (result) => {
    answered(result);
    await expect(exchange.wallets.untraded()).rejects.toThrow();
  });
});
