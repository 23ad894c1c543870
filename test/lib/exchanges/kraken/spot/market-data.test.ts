import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { openOver, openVenues, type Venues } from '../../fixture-venues.ts';

describe('symbols of fills', () => {
  let simulators: Venues;
  let spot: MarketAdapter;
  beforeAll(async () => {
    simulators = openVenues();
    spot = await openOver('spot', simulators.spot);
  });
  afterAll(() => simulators.world.close());

  it.each([
    ['by its id', 'XXBTZUSD', 'BTC/USD', 'USD'],
    ['by its altname', 'XBTUSD', 'BTC/USD', 'USD'],
    ['by a name that is listed no more', 'OLDOLD', 'OLDOLD', null],
  ])(
    'a fill on spot whose pair is named %s (%s) has the symbol %s and the fee asset %s',
    async (_, pair, symbol, feeAsset) => {
      const amounts = { price: '80000', cost: '800', fee: '2', vol: '0.01' };
      const trade = { ordertxid: 'O', pair, time: 1_779_273_000, type: 'buy', ordertype: 'market', ...amounts };
      simulators.spot.substitute = () => ({
        status: 200,
        body: { error: [], result: { count: 1, trades: { 'TAAAAA-BBBBB-CCCCCC': trade } } },
      });
      expect((await spot.data.fills({ limit: 10 })).items).toMatchObject([{ symbol, feeAsset }]);
      const { items } = await spot.data.fills({ limit: 10, symbol: 'BTC/USD' });
      expect(items).toHaveLength(symbol === 'BTC/USD' ? 1 : 0);
    },
  );
});
