import type { Input } from '../../contract/deferred.ts';
import type { fundingResponse } from '../../contract/schemas/history.ts';
import type { FundingEntry, FundingHistory } from '../../ledger/reports/funding.ts';
import { presentCoverage } from './coverage.ts';
import { iso } from './iso-time.ts';
import { presentWallets } from './wallets.ts';

export function presentFunding(kind: 'rates' | 'payments', history: FundingHistory): Input<typeof fundingResponse> {
  return {
    payments: history.entries.map((entry) => ({
      ...presentRate(entry),
      amount: entry.amount,
      asset: entry.asset,
      kind,
    })),
    rates: kind === 'rates' ? history.entries.map(presentRate) : [],
    kind,
    count: history.entries.length,
    next_cursor: history.next,
    coverage: presentCoverage(history.coverage),
    ...(history.parts === undefined ? {} : presentWallets(history.parts, history.coverage)),
  };
}

function presentRate({ symbol, timestamp, rate, absoluteRate }: FundingEntry) {
  return { symbol, timestamp, datetime: iso(timestamp), rate, absolute_rate: absoluteRate };
}
