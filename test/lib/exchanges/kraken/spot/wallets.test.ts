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

describe('spot balances', () => {
  it('the free balance on spot counts the credit line, less the credit in use and the amount that orders hold', async () => {
    const dollars = { balance: '100.10', credit: '1000.0000000001', credit_used: '300', hold_trade: '50' };
    const result = { ZUSD: dollars, XXBT: { balance: '2.5', hold_trade: '0.5' }, ZEUR: { balance: '7' } };
    simulators.spot.substitute = () => ({ status: 200, body: { error: [], result } });
    expect(await exchange.wallets.balances()).toEqual([
      { asset: 'USD', total: '100.1', free: '750.1000000001', used: '50' },
      { asset: 'BTC', total: '2.5', free: '2', used: '0.5' },
      { asset: 'EUR', total: '7', free: '7', used: '0' },
    ]);
  });
});
