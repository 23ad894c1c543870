import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Transport } from '../../../../../lib/exchanges/wire/transport.ts';
import { parametersOf } from '../../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues } from '../../fixture-venues.ts';

/** Kraken's own names, as its list of 2022 has them; the tokenized pair as `aclass_base=tokenized_asset` lists one (documented). */
const pairs = Object.fromEntries(
  [
    ['LUNAUSD', 'LUNAUSD', 'LUNA/USD', 'LUNA'],
    ['LUNA2USD', 'LUNA2USD', 'LUNA2/USD', 'LUNA2'],
    ['XREPZUSD', 'REPUSD', 'REP/USD', 'XREP'],
    ['REPV2USD', 'REPV2USD', 'REPV2/USD', 'REPV2'],
    ['AAPLxUSD', 'AAPLxUSD', 'AAPLx/USD', 'AAPLx', 'tokenized_asset'],
    ['XXBTZUSD', 'XBTUSD', 'XBT/USD', 'XXBT'],
  ].map(([id = '', altname = '', wsname = '', base = '', kind = 'currency']) => [
    id,
    pairOf({ altname, wsname, base, kind }),
  ]),
);

function pairOf({ kind, ...names }: Readonly<Record<'kind' | 'altname' | 'wsname' | 'base', string>>) {
  const quote = { aclass_quote: 'currency', quote: 'ZUSD' };
  const digits = { pair_decimals: 4, cost_decimals: 5, lot_decimals: 8, lot_multiplier: 1, tick_size: '0.0001' };
  const fees = { fees: [[0, 0.4]], fees_maker: [[0, 0.25]], fee_volume_currency: 'ZUSD' };
  return { ...names, aclass_base: kind, ...quote, ...digits, ...fees, ordermin: '0.001', status: 'online' };
}

function assetOf(altname: string, aclass = 'currency') {
  return { aclass, altname, decimals: 8, display_decimals: 5, status: 'enabled' };
}

const assets = {
  LUNA: assetOf('LUNA'),
  LUNA2: assetOf('LUNA2'),
  XREP: assetOf('REP'),
  REPV2: assetOf('REPV2'),
  XXBT: assetOf('XBT'),
  ZUSD: assetOf('USD'),
  AAPLx: assetOf('AAPLx', 'tokenized_asset'),
};

const lists: Readonly<Record<string, object>> = { AssetPairs: pairs, Assets: assets };

function listing(simulated: Transport): Transport {
  return async (request) => {
    const result = lists[new URL(request.url).pathname.split('/').at(-1) ?? ''];
    return result === undefined ? simulated(request) : { status: 200, body: JSON.stringify({ error: [], result }) };
  };
}

let simulators: Venues;
let adapter: MarketAdapter;
beforeAll(async () => {
  simulators = openVenues();
  adapter = await openOver('spot', { transport: listing(simulators.spot.transport) });
});
afterAll(() => simulators.world.close());

const parameters = (symbol: string) => parametersOf(adapter, orderOf('spot', { symbol, quantity: '1' }), notAfter);

async function totals(balances: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const rows = Object.entries(balances).map(([name, balance]) => [name, { balance, hold_trade: '0' }]);
  simulators.spot.substitute = () => ({ status: 200, body: { error: [], result: Object.fromEntries(rows) } });
  return Object.fromEntries((await adapter.wallets.balances()).map(({ asset, total }) => [asset, total]));
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

  it('is no asset of a balance either', async () => {
    expect(await totals({ LUNA: '1', LUNA2: '2', XREP: '3', REPV2: '4', XXBT: '5' })).toEqual({
      LUNC: '1',
      LUNA2: '2',
      REPV1: '3',
      REPV2: '4',
      BTC: '5',
    });
  });
});

describe('tokenized assets', () => {
  it('are not supported, and the error says so', async () => {
    await expect(parameters('AAPLx/USD')).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: 'AAPLx/USD: this service does not support tokenized assets; trade them at the exchange',
    });
  });

  it('are not supported in capitals, also where the exchange lists them among the pairs', async () => {
    await expect(parameters('AAPLX/USD')).rejects.toThrow('this service does not support tokenized assets');
  });

  it("keep the exchange's own name in balances, listed or not", async () => {
    expect(await totals({ AAPLx: '1', TSLAx: '2' })).toEqual({ AAPLx: '1', TSLAx: '2' });
  });
});
