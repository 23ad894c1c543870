import { beforeAll, describe, expect, it } from 'vitest';
import { listSymbols, type SymbolsQuery } from '../../../lib/markets/symbols.ts';
import { forgetMarkets } from '../../../lib/session/markets.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { refresh, useSimulators } from '../session/fixture-markets.ts';

useEmbeddedTable();
const { simulators } = useSimulators();
beforeAll(async () => {
  process.env.OEMS_KRAKEN_SPOT_URL = simulators().spot.url;
  process.env.OEMS_KRAKEN_FUTURES_URL = simulators().futures.url;
  await refresh('spot');
  await refresh('swap');
});

const everything: SymbolsQuery = {
  ...{ marketType: undefined, search: undefined, quote: undefined, limit: 500, cursor: undefined },
};
function list(query: Partial<SymbolsQuery> = {}) {
  return listSymbols('kraken', { ...everything, ...query });
}
async function names(query: Partial<SymbolsQuery> = {}): Promise<string[]> {
  return (await list(query)).markets.map(({ symbol }) => symbol);
}

describe('the list of symbols', () => {
  it('is read from the stored catalogues, and costs the exchange nothing', async () => {
    forgetMarkets();
    simulators().clear();
    const { markets, asOf, next } = await list();
    expect(simulators().requests).toEqual([]);
    expect(next).toBeNull();
    expect(markets.length).toBeGreaterThan(40);
    expect(Date.now() - asOf).toBeLessThan(60_000);
  });

  it('begins with spot, and each market type is in the order of symbols', async () => {
    const [all, spot, swap] = await Promise.all([
      names(),
      names({ marketType: 'spot' }),
      names({ marketType: 'swap' }),
    ]);
    expect(all).toEqual([...spot, ...swap]);
    expect(spot).toEqual([...spot].sort());
    expect(swap).toEqual([...swap].sort());
  });

  it.each([1, 3, 7])('in pages of %i has each symbol once', async (limit) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { markets, next } = await list({ limit, cursor });
      expect(markets.length).toBeLessThanOrEqual(limit);
      seen.push(...markets.map(({ symbol }) => symbol));
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(await names());
  });

  it('goes on behind a symbol that was delisted between two pages', async () => {
    const all = await names({ marketType: 'spot' });
    const gone = Buffer.from('spot BTC/USA').toString('base64url');
    expect(await names({ marketType: 'spot', cursor: gone })).toEqual(all.filter((symbol) => symbol > 'BTC/USA'));
  });

  it.each([
    'garbage',
    'c3BvdCA',
    Buffer.from('margin BTC/USD').toString('base64url'),
    Buffer.from('spot BTC').toString('base64url'),
    Buffer.from('spot BTC/USD more').toString('base64url'),
    `${Buffer.from('spot BTC/USD').toString('base64url')}A`,
  ])('refuses the cursor %s', async (cursor) => {
    await expect(list({ cursor })).rejects.toMatchObject({ code: 'INVALID_REQUEST', statusCode: 400 });
  });

  it('finds a market by a part of its symbol or of a name of the exchange', async () => {
    expect(await names({ search: 'btc/usd' })).toEqual(
      expect.arrayContaining(['BTC/USD', 'BTC/USD:USD', 'BTC/USD:BTC']),
    );
    expect(await names({ search: 'pf_xbtusd' })).toEqual(['BTC/USD:USD']);
    expect(await names({ search: 'XXBTZ', quote: 'USD' })).toEqual(['BTC/USD']);
    expect(await names({ search: 'nothing' })).toEqual([]);
  });

  it('is limited to one quote asset', async () => {
    for (const { quote } of (await list({ quote: 'EUR' })).markets) expect(quote).toBe('EUR');
  });
});
