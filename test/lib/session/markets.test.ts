import { beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetMarkets } from '../../../lib/session/markets.ts';
import { readCatalogue, writeCatalogue } from '../../../lib/session/markets-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import {
  day,
  emptyTable,
  knows,
  listing,
  marketsOf,
  minute,
  nameOf,
  refresh,
  travel,
  useSimulators,
} from './fixture-markets.ts';

const table = useEmbeddedTable();
const { world, simulators } = useSimulators();

describe.each(['spot', 'swap'] as const)('markets of %s', (marketType) => {
  const known = marketType === 'spot' ? 'BTC/USD' : 'BTC/USD:USD';
  const variable = marketType === 'spot' ? 'OEMS_KRAKEN_SPOT_URL' : 'OEMS_KRAKEN_FUTURES_URL';
  const away = () => {
    process.env[variable] = 'http://127.0.0.1:9';
  };

  it(`a cold function reads the ${marketType} markets from the table without a request to the exchange`, async () => {
    await refresh(marketType);
    forgetMarkets();
    simulators().clear();
    expect(await knows(marketType, known)).toBe(true);
    await listing(marketType);
    expect(simulators().requests).toEqual([]);
  });

  it(`the ${marketType} markets are read from the table once per container`, async () => {
    await refresh(marketType);
    forgetMarkets();
    await listing(marketType);
    table.server().faults.resetCounts();
    await Promise.all([listing(marketType), knows(marketType, known)]);
    expect(table.server().faults.counts()).toEqual({});
  });

  it(`a cold call about one ${marketType} symbol costs one small read, and the next such call costs none`, async () => {
    await refresh(marketType);
    forgetMarkets();
    table.server().faults.resetCounts();
    expect(await knows(marketType, known)).toBe(true);
    expect(await knows(marketType, known)).toBe(true);
    expect(table.server().faults.counts()).toEqual({ GetItem: 1 });
    const markets = await marketsOf(marketType);
    const id = (await markets.market(known)).id;
    expect(await markets.named([{ symbol: id }])).toEqual([{ symbol: known }]);
    expect(table.server().faults.counts(), 'a name of that market needs no other read').toEqual({ GetItem: 1 });
  });

  it(`an order of another ${marketType} market gets its symbol from the whole list, never from the market at hand`, async () => {
    await refresh(marketType);
    const other = marketType === 'spot' ? 'ETH/USD' : 'ETH/USD:USD';
    const id = (await (await marketsOf(marketType)).market(other)).id;
    forgetMarkets();
    const markets = await marketsOf(marketType);
    await markets.market(known);
    expect(await markets.named([{ symbol: id }, { symbol: known }])).toEqual([{ symbol: other }, { symbol: known }]);
  });

  it(`the assets of ${marketType} are named without the list of markets`, async () => {
    await refresh(marketType);
    forgetMarkets();
    table.server().faults.resetCounts();
    const codeOf = await (await marketsOf(marketType)).assetNaming();
    expect(codeOf('XBT')).toBe('BTC');
    expect(codeOf('NEVERHEARDOF')).toBe('NEVERHEARDOF');
    expect(codeOf('neverheardof')).toBe('NEVERHEARDOF');
    expect(codeOf('NEVERx')).toBe('NEVERx');
    expect(table.server().faults.counts()).toEqual({ GetItem: 1 });
  });

  it(`three concurrent cold calls share one load of the ${marketType} markets`, async () => {
    await refresh(marketType);
    forgetMarkets();
    table.server().faults.resetCounts();
    await Promise.all([listing(marketType), listing(marketType), listing(marketType)]);
    expect(table.server().faults.counts()).toEqual({ GetItem: 1 });
  });

  it(`a call that finds ${marketType} markets older than a day refreshes and stores the markets`, async () => {
    await refresh(marketType);
    const before = (await readCatalogue(nameOf(marketType)))?.loadedAt ?? 0;
    travel(day + minute);
    await listing(marketType);
    expect(simulators().requests.length).toBeGreaterThan(0);
    expect((await readCatalogue(nameOf(marketType)))?.loadedAt).toBeGreaterThan(before + day);
  });

  it(`${marketType} markets older than a day serve while the exchange is away, with one attempt a minute to refresh them`, async () => {
    vi.useRealTimers();
    await refresh(marketType);
    forgetMarkets();
    travel(2 * day);
    away();
    table.server().faults.resetCounts();
    for (let call = 0; call < 3; call += 1) await listing(marketType);
    expect(table.server().faults.counts()).toEqual({ GetItem: 1 });
    expect(await knows(marketType, known)).toBe(true);
    process.env[variable] = marketType === 'spot' ? simulators().spot.url : simulators().futures.url;
    travel(2 * minute);
    simulators().clear();
    await listing(marketType);
    expect(simulators().requests.length).toBeGreaterThan(0);
    vi.useRealTimers();
    await refresh(marketType);
  });

  describe('markets that were never loaded', () => {
    beforeEach(() => emptyTable(marketType));

    it(`a call without any ${marketType} markets ends in the documented error while the exchange is away`, async () => {
      away();
      await expect(knows(marketType, known)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    });

    it(`${marketType} markets that cannot be stored still serve the call`, async () => {
      table.server().faults.arm({ operation: 'PutItem', kind: 'error', times: 300 });
      expect(await knows(marketType, known)).toBe(true);
      table.server().faults.clear();
    });
  });

  it(`${marketType} markets that cannot be stored fail the refresh job`, async () => {
    table.server().faults.arm({ operation: 'PutItem', kind: 'error', times: 300 });
    await expect(refresh(marketType)).rejects.toThrow();
    table.server().faults.clear();
  });
});

describe('new listings', () => {
  it('an unknown symbol is looked for when the list is older than a minute, and not before', async () => {
    await refresh('swap');
    const unlisted = 'NEW/USD:USD';
    simulators().clear();
    await knows('swap', unlisted);
    expect(simulators().requests).toEqual([]);
    travel(2 * minute);
    await Promise.all([knows('swap', unlisted), knows('swap', 'NEWER/USD:USD')]);
    const once = simulators().requests.length;
    expect(once).toBeGreaterThan(0);
    await knows('swap', unlisted);
    await knows('swap', 'ANOTHER/USD:USD');
    expect(simulators().requests.length, 'once a minute, whatever the symbols').toBe(once);
    vi.useRealTimers();
  });

  it('a search that failed is not made again by the next call', async () => {
    await refresh('swap');
    travel(2 * minute);
    const { protocol } = simulators().futures;
    const handle = protocol.handle;
    protocol.handle = (request) => {
      handle(request);
      return { status: 503, body: '' };
    };
    simulators().clear();
    for (const symbol of ['NEW/USD:USD', 'NEWER/USD:USD']) expect(await knows('swap', symbol)).toBe(false);
    protocol.handle = handle;
    expect(simulators().requests).toHaveLength(1);
    vi.useRealTimers();
  });

  it('a container takes the list that another container loaded a moment ago, without a request to the exchange', async () => {
    await refresh('swap');
    const known = await readCatalogue(nameOf('swap'));
    if (known === null) throw new Error('no markets');
    await listing('swap');
    travel(2 * minute);
    const [first, ...others] = known.markets;
    if (first === undefined) throw new Error('no markets');
    const added = { ...first, symbol: 'NEW/USD:USD' };
    await writeCatalogue(nameOf('swap'), { ...known, loadedAt: Date.now(), markets: [added, first, ...others] });
    simulators().clear();
    expect(await knows('swap', 'NEW/USD:USD')).toBe(true);
    expect(simulators().requests).toEqual([]);
    vi.useRealTimers();
    await refresh('swap');
  });

  it('a new listing is known to the very call that asked for the symbol', async () => {
    await refresh('swap');
    const listed = await storedSymbols();
    const expiry = listed.find((symbol) => /-\d{6}$/.test(symbol));
    expect(expiry).toBeDefined();
    // The world moves past the nearest expiry: the exchange lists the next quarter's contract.
    world.advance(100 * day);
    travel(11 * minute);
    await refresh('swap');
    const added = (await storedSymbols()).find((symbol) => !listed.includes(symbol));
    expect(added).toBeDefined();
    forgetMarkets();
    expect(await knows('swap', String(added))).toBe(true);
    vi.useRealTimers();
  });
});

async function storedSymbols(): Promise<string[]> {
  return (await readCatalogue(nameOf('swap')))?.markets.map(({ symbol }) => symbol) ?? [];
}

describe('answers without any market', () => {
  it('an answer without any market is not stored: such a list would refuse every order for a day', async () => {
    const { protocol } = simulators().spot;
    const handle = protocol.handle;
    await refresh('spot');
    const before = await readCatalogue(nameOf('spot'));
    protocol.handle = () => ({ status: 200, body: { error: [], result: {} } });
    await expect(refresh('spot')).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    protocol.handle = handle;
    expect(await readCatalogue(nameOf('spot'))).toEqual(before);
  });
});
