import { expect, it } from 'vitest';
import { presentFunding } from '../../../../lib/http/present/funding.ts';
import { presentRealizedPnl } from '../../../../lib/http/present/realized-pnl.ts';
import { presentTrades } from '../../../../lib/http/present/trades.ts';
import { coverageFor } from '../../../../lib/ledger/store/coverage.ts';

const parts = [{ marketType: 'spot', outcome: 'done', value: null, error: null, isWhole: true }] as const;

/** An answer over every wallet, all of them read, with a coverage of these reasons. */
function answers(reasons: readonly string[]) {
  const coverage = coverageFor({ proof: null, from: null, to: null, gaps: [], reasons });
  const page = { items: [], next: null, source: 'ledger', coverage, parts };
  return [
    presentTrades(page),
    presentRealizedPnl({ ...page, total: null }),
    presentFunding('payments', { ...page, entries: [] }),
  ];
}

it('an answer over every wallet is complete exactly where its coverage is: the two fields never differ', () => {
  for (const { complete, coverage } of answers([])) expect([complete, coverage.complete]).toEqual([true, true]);
  for (const { complete, coverage } of answers(['more follows']))
    expect([complete, coverage.complete]).toEqual([false, false]);
});
