import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { openOver, openVenues, type Venues } from '../../fixture-venues.ts';

let simulators: Venues;
let exchange: MarketAdapter;
beforeAll(async () => {
  simulators = openVenues();
  exchange = await openOver('spot', simulators.spot);
});
afterAll(() => simulators.world.close());

it('the margin of spot is what the exchange tells, and nothing is made up for what the exchange does not tell', async () => {
  const result = {
    eb: '1200.50',
    tb: '400.25',
    m: '7.04',
    n: '-10.02',
    c: '21.11',
    v: '31.13',
    e: '390.23',
    mf: '383.19',
  };
  simulators.spot.substitute = () => ({ status: 200, body: { error: [], result } });
  expect(await exchange.wallets.margin()).toEqual([
    {
      ...{ otherWallet: null, asset: 'USD', portfolioValue: '1190.48', equity: '390.23', available: '383.19' },
      ...{ initialMargin: '7.04', maintenanceMargin: null, unrealizedPnl: '-10.02', unrealizedFunding: null },
    },
  ]);
  simulators.spot.substitute = () => ({
    status: 200,
    body: { error: [], result: { ...result, n: 'x', mf: undefined } },
  });
  expect(await exchange.wallets.margin()).toMatchObject([
    { portfolioValue: null, available: null, unrealizedPnl: null, equity: '390.23' },
  ]);
  simulators.spot.substitute = null;
});

it('positions that were opened elsewhere take margin, and their losses count', async () => {
  const [before] = await exchange.wallets.margin();
  const positions = [{ pair: 'XXBTZUSD', type: 'buy', vol: '0.001', margin: '16.0000', net: '-5.5000' }];
  simulators.spot.control('margin_positions', { positions });
  const [after] = await exchange.wallets.margin();
  expect(after).toMatchObject({ initialMargin: '16', unrealizedPnl: '-5.5' });
  expect(Number(before?.available) - Number(after?.available)).toBeCloseTo(21.5, 4);
  expect(Number(before?.equity) - Number(after?.equity)).toBeCloseTo(5.5, 4);
});

it('a key that may not look at orders is told so, and names the code of the exchange', async () => {
  simulators.spot.substitute = () => ({ status: 200, body: { error: ['EGeneral:Permission denied'] } });
  await expect(exchange.wallets.margin()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
