import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { openOver, openVenues, orderOf, startTime, type Venues } from '../../fixture-venues.ts';

/** The contract of a tokenized stock as Kraken Futures lists one (recorded): the name has a small letter. */
const id = 'PF_AAPLxUSD';
const symbol = 'AAPLX/USD:USD';

let simulators: Venues;
let swap: MarketAdapter;
beforeAll(async () => {
  simulators = openVenues();
  const { transport } = simulators.swap;
  const renamed = (body: string) => body.replaceAll('PF_LINKUSD', id).replaceAll('"LINK"', '"AAPLx"');
  swap = await openOver('swap', {
    transport: async (request) => {
      const reply = await transport(request);
      return { ...reply, body: renamed(reply.body) };
    },
  });
});
afterAll(() => simulators.world.close());

function answered(body: object) {
  simulators.swap.substitute = () => ({ status: 200, body: { result: 'success', ...body } });
}

describe.each([id, id.toUpperCase(), id.toLowerCase()])('a contract that Kraken calls %s', (name) => {
  it('has the leverage that its preference tells', async () => {
    answered({ leveragePreferences: [{ symbol: name, maxLeverage: 5 }] });
    expect(await swap.margin.leverage(symbol)).toBe('5');
  });

  it('is one contract in fills, orders and positions', async () => {
    const fill = { fill_id: 'f', order_id: 'A', cliOrdId: 'c', side: 'buy', size: 1, price: 7 };
    const open = { order_id: 'A', side: 'buy', orderType: 'lmt', limitPrice: 7, unfilledSize: 1, filledSize: 0 };
    answered({
      fills: [{ ...fill, symbol: name, fillTime: new Date(startTime).toISOString() }],
      openOrders: [{ ...open, symbol: name, status: 'untouched' }],
      openPositions: [{ symbol: name, side: 'long', size: 3, price: 7 }],
    });
    expect((await swap.data.fills({ limit: 5 })).items).toMatchObject([{ symbol }]);
    expect(await swap.orders.open()).toMatchObject([{ symbol }]);
    expect(await swap.wallets.positions()).toMatchObject([
      { symbol, contracts: '3', markPrice: expect.stringMatching(/\d/) },
    ]);
  });
});

it('an order in a contract with a small letter is estimated at the price of its ticker', async () => {
  answered({ leveragePreferences: [] });
  const order = orderOf('swap', { symbol, type: 'market', quantity: '1' });
  expect(await swap.orders.estimate(order)).toMatchObject({ price: expect.stringMatching(/\d/), marginAsset: 'USD' });
});

it('the spelling of spot is refused with the symbol of the contract', async () => {
  const order = orderOf('swap', { symbol: 'AAPLx/USD:USD', type: 'market', quantity: '1' });
  await expect(swap.orders.prepare(order, startTime)).rejects.toMatchObject({
    code: 'INVALID_SYMBOL',
    message: expect.stringMatching(/did you mean AAPLX\/USD:USD\?/),
  });
  const unlisted = orderOf('swap', { symbol: 'MSFTx/USD:USD', type: 'market', quantity: '1' });
  await expect(swap.orders.prepare(unlisted, startTime)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
});

it('a perpetual that is listed in small letters, as lists of 2022 name contracts, has funding rates', async () => {
  const { transport } = simulators.swap;
  const listed = await openOver('swap', {
    transport: async (request) => {
      const { body, ...reply } = await transport(request);
      return { ...reply, body: body.replaceAll('PF_XBTUSD', 'pf_xbtusd') };
    },
  });
  simulators.swap.substitute = null;
  expect((await listed.data.fundingRates('BTC/USD:USD', {})).rates.length).toBeGreaterThan(0);
});
