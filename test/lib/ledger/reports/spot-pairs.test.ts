import { expect, it } from 'vitest';
import { storedSpotPairs } from '../../../../lib/ledger/reports/spot-pairs.ts';
import { writeCatalogue } from '../../../../lib/session/markets-store.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { catalogueOf } from '../../session/fixture-catalogues.ts';

useEmbeddedTable();
const spot = { exchange: 'kraken', marketType: 'spot' } as const;

it('without a stored catalogue the pairs are a refusal that names the remedy, and never an empty set', async () => {
  await writeCatalogue({ ...spot, marketType: 'swap' }, catalogueOf(3));
  await expect(storedSpotPairs()('kraken')).rejects.toMatchObject({
    code: 'EXCHANGE_UNAVAILABLE',
    message: expect.stringContaining('list the symbols of the exchange'),
    retryAfterSeconds: 60,
  });
});

it('the pairs are the symbols of the stored spot catalogue, however old, and are read once', async () => {
  await writeCatalogue(spot, catalogueOf(3, 1));
  const pairsOf = storedSpotPairs();
  expect([...(await pairsOf('kraken'))]).toEqual(['S0/USD', 'S1/USD', 'S2/USD']);
  expect(await pairsOf('kraken')).toBe(await pairsOf('kraken'));
});
