import { expect, it } from 'vitest';
import { readCatalogue } from '../../../lib/session/markets-store.ts';
import { refreshAllMarkets } from '../../../lib/session/refresh-all-markets.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { nameOf, useSimulators } from './fixture-markets.ts';

useEmbeddedTable();
useSimulators();

it('the refresh job refreshes every market although one exchange is away', async () => {
  process.env.OEMS_KRAKEN_SPOT_URL = 'http://127.0.0.1:9';
  const startedAt = Date.now();
  await expect(refreshAllMarkets()).rejects.toThrow('markets not refreshed: kraken');
  const loadedAt = (await readCatalogue(nameOf('swap')))?.loadedAt ?? 0;
  expect(loadedAt - startedAt).toBeGreaterThanOrEqual(0);
  expect(loadedAt - startedAt).toBeLessThan(10_000);
});
