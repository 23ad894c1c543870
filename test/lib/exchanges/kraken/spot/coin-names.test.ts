import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { spotCaller } from '../../../../infra/local/exchanges/kraken/spot/fixture-caller.ts';
import { ledgerOf, parametersOf, placeOrder } from '../../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues } from '../../fixture-venues.ts';

let simulators: Venues;
let adapter: MarketAdapter;
beforeAll(async () => {
  simulators = openVenues();
  adapter = await openOver('spot', simulators.spot);
});
afterAll(() => simulators.world.close());

const parameters = (symbol: string) => parametersOf(adapter, orderOf('spot', { symbol, quantity: '100000' }), notAfter);

async function totals(): Promise<Record<string, string>> {
  return Object.fromEntries((await adapter.wallets.balances()).map(({ asset, total }) => [asset, total]));
}

let bought = 0;
function buy(symbol: string, quantity: string) {
  bought += 1;
  simulators.world.advance(1);
  const clientOrderId = `0123456789abcdef0123456789abcd${String(bought).padStart(2, '0')}`;
  return placeOrder(adapter, orderOf('spot', { symbol, quantity, clientOrderId }), notAfter);
}

describe('a name that Kraken and CCXT give to different coins', () => {
  it.each([
    ['LUNA/USD', 'use LUNC/USD (LUNAUSD at the exchange) or LUNA2/USD (LUNA2USD at the exchange)'],
    ['REP/USD', 'use REPV1/USD (XREPZUSD at the exchange) or REPV2/USD (REPV2USD at the exchange)'],
  ])('%s buys nothing: the error says "%s"', async (symbol, remedy) => {
    const message = `${symbol} is not traded: the name has two meanings; ${remedy}`;
    await expect(parameters(symbol)).rejects.toMatchObject({ code: 'INVALID_SYMBOL', message });
  });

  it.each([
    ['LUNC/USD', 'LUNAUSD'],
    ['LUNA2/USD', 'LUNA2USD'],
    ['REPV1/USD', 'XREPZUSD'],
    ['REPV2/USD', 'REPV2USD'],
    ['BTC/USD', 'XXBTZUSD'],
  ])('%s is %s alone', async (symbol, pair) => {
    expect(await parameters(symbol)).toMatchObject({ pair });
  });

  it.each([
    ['LUNC/USD', 'LUNC', 'LUNA', '100000'],
    ['LUNA2/USD', 'LUNA2', 'LUNA2', '50'],
    ['REPV1/USD', 'REPV1', 'XREP', '2'],
    ['REPV2/EUR', 'REPV2', 'REPV2', '3'],
  ])('an order for %s brings %s, which the exchange holds as %s', async (symbol, asset, held, quantity) => {
    expect(await buy(symbol, quantity)).toMatchObject({ kind: 'accepted' });
    expect(heldAt(held)).toBe(quantity);
    expect(await totals()).toMatchObject({ [asset]: quantity });
    expect((await adapter.data.fills({ limit: 1 })).items).toMatchObject([{ symbol, quantity }]);
    const { entries } = await ledgerOf(adapter).entries({ since: null, after: null, maxRequests: 9 });
    expect(entries.filter((entry) => entry.asset === asset)).toMatchObject([{ change: quantity }]);
  });
});

/** In the exchange's own state. */
function heldAt(asset: string): string | undefined {
  const { customers } = simulators.spot.control('state') as {
    customers: readonly { readonly balances: Readonly<Record<string, Readonly<Record<string, string>>>> }[];
  };
  return customers[0]?.balances.spot?.[asset];
}

/** An order for a stock as a client of stocks sends it, with a key of its own: this service cannot order stocks. */
function buyStock(pair: string, volume: string) {
  const key = simulators.spot.control('key', { permissions: ['modify-trades'] }) as { api_key: string; secret: string };
  const call = spotCaller(simulators.spot.protocol, { apiKey: key.api_key, secret: key.secret });
  const order = { pair, type: 'buy', ordertype: 'market', volume };
  return [call('AddOrder', order), call('AddOrder', { ...order, asset_class: 'tokenized_asset' })];
}

describe('tokenized assets', () => {
  it.each(['AAPLx/USD', 'TSLAx/USD'])('%s is not supported, and the error says so', async (symbol) => {
    await expect(parameters(symbol)).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: `${symbol}: this service does not support tokenized assets; trade them at the exchange`,
    });
  });

  it('are not supported in capitals, also where the exchange lists them among the pairs', async () => {
    simulators.spot.control('listing', { tokenized: 'among' });
    const late = await openOver('spot', simulators.spot);
    const order = orderOf('spot', { symbol: 'AAPLX/USD' });
    await expect(parametersOf(late, order, notAfter)).rejects.toThrow('this service does not support tokenized assets');
    simulators.spot.control('listing', { tokenized: 'apart' });
  });

  it("keep the exchange's own name in balances and ledger, listed or not", async () => {
    const [without, stock] = buyStock('AAPLxUSD', '2');
    expect([without?.error, stock?.error]).toEqual([['EQuery:Unknown asset pair'], []]);
    buyStock('TSLAxUSD', '1.5');
    expect(await totals()).toMatchObject({ AAPLx: '2', TSLAx: '1.5' });
    const { entries } = await ledgerOf(adapter).entries({ since: null, after: null, maxRequests: 9 });
    expect(entries.filter(({ asset }) => asset.endsWith('x')).map(({ asset, change }) => [asset, change])).toEqual([
      ['AAPLx', '2'],
      ['TSLAx', '1.5'],
    ]);
  });
});
