import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { CcxtMarket } from '../../../../lib/exchanges/wire/catalogue.ts';
import { onePerSymbol } from '../../../../lib/exchanges/wire/one-per-symbol.ts';
import { parametersOf } from '../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues } from '../fixture-venues.ts';

let simulators: Venues;
beforeEach(() => {
  simulators = openVenues();
});
afterEach(() => simulators.world.close());

/** The parameters of an order at an exchange that has just been opened. */
async function parameters(marketType: MarketType, symbol: string) {
  const adapter = await openOver(marketType, simulators[marketType]);
  return parametersOf(adapter, orderOf(marketType, { symbol, quantity: '0.1' }), notAfter);
}

describe('a pair with a dark pool', () => {
  it.each([
    ['BTC/USD', 'XXBTZUSD'],
    ['ETH/EUR', 'XETHZEUR'],
    ['SOL/USD', 'SOLUSD'],
  ])('%s is the pair with a wsname', async (symbol, pair) => {
    simulators.spot.control('listing', { dark_pools: 'unnamed' });
    expect(await parameters('spot', symbol)).toMatchObject({ pair });
  });

  it('keeps the ticks and the fees of its own', async () => {
    const [before, after] = [openVenues(), openVenues()];
    after.spot.control('listing', { dark_pools: 'unnamed' });
    const step = async (venues: Venues, price: string) =>
      parametersOf(await openOver('spot', venues.spot), orderOf('spot', { type: 'limit', price }), notAfter);
    for (const venues of [before, after]) {
      await expect(step(venues, '75000.1')).resolves.toBeDefined();
      await expect(step(venues, '75000.01')).rejects.toThrow('the nearest are 75000 and 75000.1');
      venues.world.close();
    }
  });

  it('is refused, with both ids, where nothing tells the two apart', async () => {
    simulators.spot.control('listing', { dark_pools: 'named' });
    await expect(parameters('spot', 'BTC/USD')).rejects.toMatchObject({
      code: 'INVALID_SYMBOL',
      message: 'BTC/USD is not traded: Kraken Spot lists XXBTZUSD and XXBTZUSD.d under this symbol',
    });
    expect(await parameters('spot', 'SOL/USD')).toMatchObject({ pair: 'SOLUSD' });
    expect(simulators.spot.sent).toEqual([]);
  });

  it('leaves the orders of the dark pool under the name of the exchange', async () => {
    simulators.spot.control('listing', { dark_pools: 'unnamed' });
    const { orders } = await openOver('spot', simulators.spot);
    const descr = { pair: 'XBTUSD.d', type: 'buy', ordertype: 'limit', price: '1' };
    const order = { status: 'open', vol: '1', vol_exec: '0', descr };
    simulators.spot.substitute = () => ({ status: 200, body: { error: [], result: { open: { OAAA: order } } } });
    expect(await orders.open()).toMatchObject([{ symbol: 'XBTUSD.d' }]);
  });
});

describe('a contract in euros', () => {
  it('does not take the orders of the contract in dollars', async () => {
    simulators.swap.control('listing', { euro: ['XBT'] });
    expect(await parameters('swap', 'BTC/USD:USD')).toMatchObject({ symbol: 'PF_XBTUSD' });
  });

  it('does not take them alone either', async () => {
    simulators.swap.control('listing', { euro: ['XBT'], delist: ['PF_XBTUSD'] });
    await expect(parameters('swap', 'BTC/USD:USD')).rejects.toMatchObject({
      code: 'INVALID_SYMBOL',
      message:
        'BTC/USD:USD is not traded: the only market is PF_XBTEUR, to which Kraken Futures gives other terms, or no terms that can be read (quote currency, settlement, date or size of a contract)',
    });
    expect(simulators.swap.sent).toEqual([]);
  });
});

describe('one market a symbol', () => {
  const entry = (id: string, symbol = 'A/B') => ({ id, symbol }) as CcxtMarket;
  const [one, two] = [entry('one'), entry('two')];
  const saying = (words: Record<string, boolean | null>) => (each: CcxtMarket) => words[each.id] ?? null;
  const refused = [{ symbol: 'A/B', ids: ['one', 'two'] }];

  it.each([
    ['the confirmed one is kept', { one: true }, { kept: [one], refused: [] }],
    ['the last one has no right of its own', { two: true }, { kept: [two], refused: [] }],
    ['two confirmed ones are refused', { one: true, two: true }, { kept: [], refused }],
    ['two unconfirmed ones are refused', {}, { kept: [], refused }],
    ['an unconfirmed one is no better for a contradicted one', { two: false }, { kept: [], refused }],
  ])('of two entries %s', (_title, words, expected) => {
    expect(onePerSymbol([one, two], saying(words))).toEqual(expected);
  });

  it('an entry alone is kept unless it is contradicted', () => {
    expect(onePerSymbol([one], saying({})).kept).toEqual([one]);
    expect(onePerSymbol([one], saying({ one: false }))).toEqual({
      kept: [],
      refused: [{ symbol: 'A/B', ids: ['one'] }],
    });
  });
});
