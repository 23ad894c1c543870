import { expect, it } from 'vitest';
import { exchanges } from '../../../lib/exchanges/exchanges.ts';
import type { Host } from '../../../lib/exchanges/model/host.ts';
import { readCatalogue } from '../../../lib/session/markets-store.ts';
import { refreshAllMarkets } from '../../../lib/session/refresh-all-markets.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { nameOf, useSimulators } from './fixture-markets.ts';

useEmbeddedTable();
useSimulators();

it('the refresh job refreshes every market although one exchange is away', async () => {
  const hosts = Object.values(exchanges).flatMap((exchange): Host[] => Object.values(exchange.hosts));
  const away = hosts.filter(({ originVariable }) => originVariable !== 'OEMS_KRAKEN_FUTURES_URL');
  for (const { originVariable } of away) process.env[originVariable] = 'http://127.0.0.1:9';
  const startedAt = Date.now();
  await expect(refreshAllMarkets()).rejects.toThrow(/^markets not refreshed: .*\bkraken spot\b(?!.*kraken swap)/);
  const loadedAt = (await readCatalogue(nameOf('swap')))?.loadedAt ?? 0;
  expect(loadedAt - startedAt).toBeGreaterThanOrEqual(0);
  expect(loadedAt - startedAt).toBeLessThan(10_000);
});
