import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { putRate } from '../../../../lib/ledger/rates/rates-store.ts';
import { withRelativeRates } from '../../../../lib/ledger/rates/relative-rates.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { hour, noon } from '../fixture-stored-ledger.ts';

useEmbeddedTable();

const market = { exchange: 'kraken', marketType: 'swap' } as const;

async function rateOf(absoluteRate: string | null, stored: readonly [number, string, string | null][]) {
  const symbol = `${randomUUID()}/USD:USD`;
  for (const [timestamp, rate, absolute] of stored)
    await putRate({ ...market, symbol }, { symbol, timestamp, rate, absoluteRate: absolute });
  const payment = { id: '1', symbol, timestamp: noon, absoluteRate, amount: '-1', asset: 'USD' };
  return (await withRelativeRates(market, [payment]))[0]?.rate;
}

describe('the relative rate of a payment', () => {
  it('is the published rate of the same absolute rate, whatever its spelling', async () => {
    expect(
      await rateOf('-0.6730', [
        [noon - hour, '-0.0000084', '-0.673'],
        [noon, '0.1', '7'],
      ]),
    ).toBe('-0.0000084');
  });

  it.each<[string, string | null, [number, string, string | null][]]>([
    ['no rate is stored', '0.5', []],
    ['the stored rates are of an earlier release', '0.5', [[noon, '0.00001', null]]],
    ['the rate is of another time', '0.5', [[noon - 3 * hour, '0.00001', '0.5']]],
    [
      'two hours differ in the relative rate alone',
      '0.5',
      [
        [noon - hour, '0.00001', '0.5'],
        [noon, '0.00002', '0.5'],
      ],
    ],
    ['the ledger tells no rate', null, [[noon, '0.00001', '0.5']]],
  ])('is not known where %s', async (_why, absolute, stored) => {
    expect(await rateOf(absolute, stored)).toBeNull();
  });
});
