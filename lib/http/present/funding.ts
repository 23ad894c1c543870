import type { Input } from '../../contract/deferred.ts';
import type { fundingResponse } from '../../contract/schemas/history.ts';
import type { FundingHistory } from '../../ledger/reports/funding.ts';
import { presentCoverage } from './coverage.ts';
import { iso } from './iso-time.ts';
import { presentWallets } from './wallets.ts';

export function presentFunding(kind: 'rates' | 'payments', history: FundingHistory): Input<typeof fundingResponse> {
  return {
    payments: history.entries.map((entry) => ({
      symbol: entry.symbol,
      timestamp: entry.timestamp,
      datetime: iso(entry.timestamp),
      rate: entry.rate,
      amount: entry.amount,
      asset: entry.asset,
      kind,
    })),
    kind,
    count: history.entries.length,
    next_cursor: history.next,
    coverage: presentCoverage(history.coverage),
    ...(history.parts === undefined ? {} : presentWallets(history.parts)),
  };
}
