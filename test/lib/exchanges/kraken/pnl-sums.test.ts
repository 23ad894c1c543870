import { describe, expect, it } from 'vitest';
import { pnlSums } from '../../../../lib/ledger/reports/pnl-sums.ts';
import { ledgerOf } from '../fixture-calls.ts';
import { hour, sum, trade } from './futures/fixture-account.ts';

const steps = [
  { symbol: 'PF_XBTUSD', side: 'buy', size: 0.3, wait: 0, price: 80_000 },
  { symbol: 'PF_XBTUSD', side: 'sell', size: 0.1, wait: 3 * hour + 1234, price: 80_317 },
  { symbol: 'PF_XBTUSD', side: 'sell', size: 0.4, wait: 2 * hour + 77, price: 79_911 },
  { symbol: 'PF_XBTUSD', side: 'buy', size: 0.2, wait: 5 * hour, price: 79_003 },
] as const;

describe('net PnL of a futures account', () => {
  it('the net PnL of a futures account equals the change of its balances without transfers, to the last digit', async () => {
    const { exchange } = await trade(steps);
    const { entries: rows } = await ledgerOf(exchange).entries({ since: null, after: null, maxRequests: 10 });
    const sums = pnlSums();
    for (const row of rows) sums.add(row.symbol, row);
    const totals = sums.totals();
    expect(totals.find(({ asset }) => asset === 'USD')).toMatchObject({
      realizedPnl: expect.stringMatching(/\d/),
      funding: expect.not.stringMatching(/^0$/),
      fees: expect.not.stringMatching(/^0$/),
    });
    for (const { asset, net } of totals) {
      const own = rows.filter(
        (row) => row.asset === asset && !['position', 'transfer', 'conversion'].includes(row.kind),
      );
      expect(net).toBe(sum(own.map(({ change }) => change)));
    }
  });
});
