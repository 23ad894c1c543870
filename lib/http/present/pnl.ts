import type { Input } from '../../contract/deferred.ts';
import type { summaryResponse } from '../../contract/schemas/pnl.ts';
import type { PnlGrouping, PnlSummary } from '../../ledger/reports/pnl-summary.ts';
import type { PnlTotal } from '../../ledger/reports/pnl-sums.ts';
import { type StoredLedger, shownMarketType } from '../../ledger/store/stored-ledger.ts';
import { presentCoverage } from './coverage.ts';
import { iso } from './iso-time.ts';

export function presentPnlSummary(
  groupBy: PnlGrouping,
  { range, lines, totals, ledgers, shared }: PnlSummary,
): Input<typeof summaryResponse> {
  return {
    group_by: groupBy,
    from: iso(range.from),
    to: iso(range.to),
    rows: lines.map((line) => ({ group: line.group, ...presentTotal(line) })),
    totals: totals.map(presentTotal),
    count: lines.length,
    complete: areComplete(ledgers),
    reasons: reasonsIn(ledgers),
    shared_accounts: shared.map(presentShared),
    coverage: ledgers.map((ledger) => ({
      exchange_account_id: ledger.ref.accountId,
      market_type: shownMarketType(ledger),
      ...presentCoverage(ledger.coverage),
    })),
  };
}

function presentShared(group: readonly StoredLedger[]) {
  const [first] = group;
  return {
    market_type: first === undefined ? 'spot' : shownMarketType(first),
    exchange_account_ids: group.map(({ ref }) => ref.accountId).toSorted(),
  };
}

function presentTotal({ asset, realizedPnl, funding, interest, fees, otherFees, net }: PnlTotal) {
  return {
    asset,
    realized_pnl: realizedPnl,
    funding,
    interest,
    fees,
    other_fees: otherFees,
    net,
  };
}

/** Without a ledger nothing is known, so nothing is complete. */
export function areComplete(ledgers: readonly StoredLedger[]): boolean {
  return ledgers.length > 0 && ledgers.every(({ coverage }) => coverage.complete);
}

export function reasonsIn(ledgers: readonly StoredLedger[]): string[] {
  if (ledgers.length === 0) return ['no ledger has been pulled, and no key is set that could pull one'];
  return ledgers.flatMap((ledger) =>
    ledger.coverage.reasons.map((why) => `${ledger.ref.accountId} ${shownMarketType(ledger)}: ${why}`),
  );
}
