import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { pnlSummary } from '../../../../lib/ledger/reports/pnl-summary.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { day, entryOf, keepAccount, keepLedger, noon } from '../fixture-stored-ledger.ts';

vi.mock('../../../../lib/ledger/reports/spot-pairs.ts', () => ({
  storedSpotPairs: () => async () => new Set(['BTC/USD', 'ETH/USD']),
}));
useEmbeddedTable();

function leg(tradeId: string | null, asset: string, terms: Parameters<typeof entryOf>[0]): LedgerEntry {
  return { ...entryOf({ symbol: null, wallet: 'spot', asset, ...terms }), tradeId };
}
/** Bitcoin and ether are bought for dollars, each with a fee in dollars; then dollars are withdrawn, with a fee. */
const booked: readonly LedgerEntry[] = [
  leg('T1', 'USD', { id: 'LA', time: noon, before: '50000', after: '9984', fee: '16' }),
  leg('T1', 'BTC', { id: 'LB', time: noon + 2, before: '0', after: '0.5' }),
  leg('T2', 'USD', { id: 'LC', time: noon + 5000, before: '9984', after: '5982', fee: '2' }),
  leg('T2', 'ETH', { id: 'LD', time: noon + 5000, before: '0', after: '1' }),
  leg(null, 'USD', {
    id: 'LE',
    time: noon + 9000,
    kind: 'transfer',
    label: 'withdrawal',
    before: '5982',
    after: '4977',
    fee: '5',
  }),
];

async function linesOf(range = { from: noon - day, to: noon + day }, names = ['main']) {
  const tenant = randomUUID();
  for (const accountId of names) {
    await keepAccount({ tenant, accountId }, ['spot'], 'one key');
    await keepLedger({ tenant, accountId }, 'spot', booked);
  }
  const { lines, totals } = await pnlSummary(tenant, { groupBy: 'symbol', ...range });
  const costs = lines.map(({ group, asset, fees, otherFees }) => [group, asset, fees, otherFees]);
  return { costs, totals: totals.map(({ asset, fees, otherFees }) => [asset, fees, otherFees]) };
}

describe('costs on spot by symbol', () => {
  it('stand under the pair of the trade, and what belongs to no pair stands alone', async () => {
    const { costs, totals } = await linesOf();
    expect(costs.filter(([, asset]) => asset === 'USD')).toEqual([
      ['BTC/USD', 'USD', '16', '0'],
      ['ETH/USD', 'USD', '2', '0'],
      [null, 'USD', '0', '5'],
    ]);
    expect(totals.filter(([asset]) => asset === 'USD')).toEqual([['USD', '18', '5']]);
  });

  it('keep their pair where the range begins or ends between the entries of the trade', async () => {
    expect((await linesOf({ from: noon - day, to: noon + 1 })).costs).toEqual([['BTC/USD', 'USD', '16', '0']]);
    expect((await linesOf({ from: noon + 1, to: noon + 100 })).costs).toEqual([['BTC/USD', 'BTC', '0', '0']]);
  });

  it('are counted once where two accounts have the same key', async () => {
    expect(await linesOf(undefined, ['a', 'b'])).toEqual(await linesOf());
  });
});
