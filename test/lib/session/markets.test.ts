import { DeleteItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorld } from '../../../infra/local/exchanges/engine/world.ts';
import { type KrakenFutures, startKrakenFutures } from '../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { type KrakenSpot, startKrakenSpot } from '../../../infra/local/exchanges/kraken/spot/simulator.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import type { Markets } from '../../../lib/exchanges/interfaces/markets.ts';
import { loadExchange } from '../../../lib/exchanges/load-exchange.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import { forgetMarkets, openMarkets, refreshMarkets } from '../../../lib/session/markets.ts';
import { readCatalogue } from '../../../lib/session/markets-store.ts';
import { refreshAllMarkets } from '../../../lib/session/refresh-all-markets.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

const table = useEmbeddedTable();
const world = createWorld({ pinned: true, tickMs: 0 });
let spot: KrakenSpot;
let futures: KrakenFutures;
let publicRequests: string[] = [];
const minute = 60_000;
const day = 24 * 60 * minute;

beforeAll(async () => {
  spot = await startKrakenSpot({ world });
  futures = await startKrakenFutures({ world });
  for (const { protocol } of [spot, futures]) countRequests(protocol);
});
afterAll(async () => {
  await spot.close();
  await futures.close();
  world.close();
});
beforeEach(() => {
  vi.useRealTimers();
  process.env.OEMS_KRAKEN_SPOT_URL = spot.url;
  process.env.OEMS_KRAKEN_FUTURES_URL = futures.url;
  forgetMarkets();
  publicRequests = [];
});

function countRequests(protocol: KrakenSpot['protocol'] | KrakenFutures['protocol']): void {
  const handle = protocol.handle;
  protocol.handle = (request) => {
    publicRequests.push(request.path);
    return handle(request);
  };
}

function nameOf(marketType: MarketType) {
  return { exchange: 'kraken', marketType } as const;
}

async function marketsOf(marketType: MarketType): Promise<Markets> {
  const name = nameOf(marketType);
  return openMarkets(name, await loadExchange(name));
}

/** One cold or warm call that lists: it needs all markets. */
async function listing(marketType: MarketType): Promise<void> {
  await (await marketsOf(marketType)).naming();
}

/** One cold or warm call about a symbol; whether the exchange trades it. */
async function knows(marketType: MarketType, symbol: string): Promise<boolean> {
  return (await (await marketsOf(marketType)).find(symbol)) !== null;
}

async function refresh(marketType: MarketType) {
  const name = nameOf(marketType);
  return refreshMarkets(name, await loadExchange(name));
}

/** The table as it is before anything was ever loaded. */
async function emptyTable(marketType: MarketType): Promise<void> {
  const query = {
    TableName: 'oems',
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: `MARKETS#kraken#${marketType}` } },
    ProjectionExpression: 'pk, sk',
  };
  for await (const { Items = [] } of paginateQuery({ client: dynamodb() }, query))
    for (const Key of Items) await dynamodb().send(new DeleteItemCommand({ TableName: 'oems', Key }));
  forgetMarkets();
}

/** Moves the clock of Date. Timers and sockets keep real time. */
function travel(ms: number) {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: now + ms });
}

describe.each(['spot', 'swap'] as const)('markets of %s', (marketType) => {
  const known = marketType === 'spot' ? 'BTC/USD' : 'BTC/USD:USD';
  const variable = marketType === 'spot' ? 'OEMS_KRAKEN_SPOT_URL' : 'OEMS_KRAKEN_FUTURES_URL';
  const away = () => {
    process.env[variable] = 'http://127.0.0.1:9';
  };

  it(`a cold function reads the ${marketType} markets from the table without a request to the exchange`, async () => {
    await refresh(marketType);
    forgetMarkets();
    publicRequests = [];
    expect(await knows(marketType, known)).toBe(true);
    await listing(marketType);
    expect(publicRequests).toEqual([]);
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
    expect(publicRequests.length).toBeGreaterThan(0);
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
    process.env[variable] = marketType === 'spot' ? spot.url : futures.url;
    travel(2 * minute);
    publicRequests = [];
    await listing(marketType);
    expect(publicRequests.length).toBeGreaterThan(0);
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
  it('an unknown symbol is looked for when the list is older than ten minutes, and not before', async () => {
    await refresh('swap');
    const asked = 'NEW/USD:USD';
    publicRequests = [];
    await knows('swap', asked);
    expect(publicRequests).toEqual([]);
    travel(11 * minute);
    await knows('swap', asked);
    expect(publicRequests.length).toBeGreaterThan(0);
    publicRequests = [];
    await knows('swap', asked);
    expect(publicRequests, 'and only once per ten minutes').toEqual([]);
    vi.useRealTimers();
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
    const { protocol } = spot;
    const handle = protocol.handle;
    await refresh('spot');
    const before = await readCatalogue(nameOf('spot'));
    protocol.handle = () => ({ status: 200, body: { error: [], result: {} } });
    await expect(refresh('spot')).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    protocol.handle = handle;
    expect(await readCatalogue(nameOf('spot'))).toEqual(before);
  });
});

describe('the refresh job', () => {
  it('the refresh job refreshes every market although one exchange is away', async () => {
    process.env.OEMS_KRAKEN_SPOT_URL = 'http://127.0.0.1:9';
    const asked = Date.now();
    await expect(refreshAllMarkets()).rejects.toThrow('markets not refreshed: kraken');
    const loadedAt = (await readCatalogue(nameOf('swap')))?.loadedAt ?? 0;
    expect(loadedAt - asked).toBeGreaterThanOrEqual(0);
    expect(loadedAt - asked).toBeLessThan(10_000);
  });
});
