import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorld } from '../../../infra/local/exchanges/engine/world.ts';
import { type KrakenFutures, startKrakenFutures } from '../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { type KrakenSpot, startKrakenSpot } from '../../../infra/local/exchanges/kraken/spot/simulator.ts';
import { exchangeRow } from '../../../lib/exchanges/exchanges.ts';
import { loadExchange } from '../../../lib/exchanges/load-exchange.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { CcxtClient } from '../../../lib/exchanges/wire/ccxt-client.ts';
import { createTransport } from '../../../lib/exchanges/wire/transport.ts';
import { forgetMarkets, refreshMarkets, shareMarkets } from '../../../lib/session/markets.ts';
import { readMarkets } from '../../../lib/session/markets-store.ts';
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

/** What one cold or warm call does: opens a client and gives it the markets. */
async function open(marketType: MarketType, symbol?: string): Promise<CcxtClient> {
  const row = exchangeRow('kraken', marketType);
  const module = await loadExchange(row);
  const transport = createTransport({ origin: 'http://127.0.0.1:9', timeoutMs: () => 10 });
  const client = module.newClient({ origin: 'http://127.0.0.1:9', transport });
  await shareMarkets(row, module, client, symbol);
  return client;
}

async function refresh(marketType: MarketType) {
  const row = exchangeRow('kraken', marketType);
  return refreshMarkets(row, await loadExchange(row));
}

/** The clock as lib/exchanges sees it; timers and sockets go on as they are. */
function travel(ms: number) {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: now + ms });
}

describe.each(['spot', 'swap'] as const)('%s markets', (marketType) => {
  const known = marketType === 'spot' ? 'BTC/USD' : 'BTC/USD:USD';
  const variable = marketType === 'spot' ? 'OEMS_KRAKEN_SPOT_URL' : 'OEMS_KRAKEN_FUTURES_URL';
  const away = () => {
    process.env[variable] = 'http://127.0.0.1:9';
  };

  it('are not asked of the exchange by a cold function when the table has them', async () => {
    await refresh(marketType);
    forgetMarkets();
    publicRequests = [];
    expect((await open(marketType)).markets).toHaveProperty([known]);
    expect(publicRequests).toEqual([]);
  });

  it('are read from the table once per container', async () => {
    await refresh(marketType);
    forgetMarkets();
    await open(marketType);
    table.server().faults.resetCounts();
    await Promise.all([open(marketType), open(marketType, known)]);
    expect(table.server().faults.counts()).toEqual({});
  });

  it('are shared by concurrent cold calls: one load, not three', async () => {
    await refresh(marketType);
    forgetMarkets();
    table.server().faults.resetCounts();
    await Promise.all([open(marketType), open(marketType), open(marketType)]);
    expect(table.server().faults.counts()).toEqual({ GetItem: 1 });
  });

  it('older than a day are refreshed by whoever finds them, and stored', async () => {
    await refresh(marketType);
    const before = (await readMarkets(exchangeRow('kraken', marketType).id))?.loadedAt ?? 0;
    travel(day + minute);
    await open(marketType);
    expect(publicRequests.length).toBeGreaterThan(0);
    expect((await readMarkets(exchangeRow('kraken', marketType).id))?.loadedAt).toBeGreaterThan(before + day);
  });

  it('older than a day still serve while the exchange is away, which is asked once a minute and not by every call', async () => {
    vi.useRealTimers();
    await refresh(marketType);
    forgetMarkets();
    travel(2 * day);
    away();
    table.server().faults.resetCounts();
    for (let call = 0; call < 3; call += 1) expect((await open(marketType)).markets).toHaveProperty([known]);
    expect(table.server().faults.counts()).toEqual({ GetItem: 1 });
    process.env[variable] = marketType === 'spot' ? spot.url : futures.url;
    travel(2 * minute);
    publicRequests = [];
    await open(marketType);
    expect(publicRequests.length).toBeGreaterThan(0);
    vi.useRealTimers();
    await refresh(marketType);
  });

  describe('that were never loaded', () => {
    const share = async (name: string) => {
      const row = { ...exchangeRow('kraken', marketType), id: `${marketType}-${name}` as never };
      const module = await loadExchange(exchangeRow('kraken', marketType));
      const transport = createTransport({ origin: 'http://127.0.0.1:9', timeoutMs: () => 10 });
      const client = module.newClient({ origin: 'http://127.0.0.1:9', transport });
      await shareMarkets(row, module, client);
      return client;
    };

    it('end the call in the documented error while the exchange is away', async () => {
      away();
      await expect(share('away')).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    });

    it('serve the call even when they cannot be stored', async () => {
      table.server().faults.arm({ operation: 'PutItem', kind: 'error', times: 3 });
      expect((await share('unstored')).markets).toHaveProperty([known]);
      table.server().faults.clear();
    });
  });

  it('fail the refresh job when they cannot be stored', async () => {
    table.server().faults.arm({ operation: 'PutItem', kind: 'error', times: 3 });
    await expect(refresh(marketType)).rejects.toThrow();
    table.server().faults.clear();
  });
});

describe('a new listing', () => {
  it('is looked for when the list is older than ten minutes, and not before', async () => {
    await refresh('swap');
    const asked = 'NEW/USD:USD';
    publicRequests = [];
    await open('swap', asked);
    expect(publicRequests).toEqual([]);
    travel(11 * minute);
    await open('swap', asked);
    expect(publicRequests.length).toBeGreaterThan(0);
    publicRequests = [];
    await open('swap', asked);
    expect(publicRequests, 'and only once per ten minutes').toEqual([]);
    vi.useRealTimers();
  });

  it('becomes known to the very call that asked for it', async () => {
    await refresh('swap');
    const { client } = await refresh('swap');
    const listed = Object.keys(client.markets ?? {});
    const expiry = listed.find((symbol) => /-\d{6}$/.test(symbol));
    expect(expiry).toBeDefined();
    // The world moves past the nearest expiry: the venue lists the next quarter's contract.
    world.advance(100 * day);
    travel(11 * minute);
    const { client: later } = await refresh('swap');
    const added = Object.keys(later.markets ?? {}).find((symbol) => !listed.includes(symbol));
    expect(added).toBeDefined();
    forgetMarkets();
    expect((await open('swap', added)).markets).toHaveProperty([String(added)]);
    vi.useRealTimers();
  });
});

describe('an answer without any market', () => {
  it('is not stored: it would refuse every order for a day', async () => {
    const { protocol } = spot;
    const handle = protocol.handle;
    const row = exchangeRow('kraken', 'spot');
    await refresh('spot');
    const before = await readMarkets(row.id);
    protocol.handle = () => ({ status: 200, body: { error: [], result: {} } });
    await expect(refresh('spot')).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    protocol.handle = handle;
    expect(await readMarkets(row.id)).toEqual(before);
  });
});

describe('the refresh job', () => {
  it('refreshes every row, and one exchange that is away does not keep the others old', async () => {
    process.env.OEMS_KRAKEN_SPOT_URL = 'http://127.0.0.1:9';
    const asked = Date.now();
    await expect(refreshAllMarkets()).rejects.toThrow('markets not refreshed: kraken');
    const loadedAt = (await readMarkets('krakenfutures'))?.loadedAt ?? 0;
    expect(loadedAt - asked).toBeGreaterThanOrEqual(0);
    expect(loadedAt - asked).toBeLessThan(10_000);
  });
});
