import type { Input } from '../../contract/deferred.ts';
import type { summaryResponse } from '../../contract/schemas/pnl.ts';
import type { BalanceChange } from '../../ledger/reports/balance-changes.ts';
import type { PnlGrouping, PnlSummary } from '../../ledger/reports/pnl-summary.ts';
import type { PnlTotal } from '../../ledger/reports/pnl-sums.ts';
import { type ShownCoverage, type StoredLedger, shownMarketType } from '../../ledger/store/stored-ledger.ts';
import { presentCoverage } from './coverage.ts';
import { iso } from './iso-time.ts';

export function presentPnlSummary(
  groupBy: PnlGrouping,
  { range, lines, totals, coverages, shared, changes }: PnlSummary,
): Input<typeof summaryResponse> {
  return {
    group_by: groupBy,
    from: iso(range.from),
    to: iso(range.to),
    rows: lines.map((line) => ({ group: line.group, ...presentTotal(line) })),
    totals: totals.map(presentTotal),
    count: lines.length,
    complete: areComplete(coverages),
    reasons: reasonsIn(coverages),
    shared_accounts: shared.map(presentShared),
    balance_changes: changes === null ? null : changes.map(presentChange),
    coverage: presentCoverages(coverages),
  };
}

function presentChange({ marketType, asset, from, to, opening, closing, fills, unexplained }: BalanceChange) {
  return { market_type: marketType, asset, from: iso(from), to: iso(to), opening, closing, fills, unexplained };
}

function presentShared(group: readonly StoredLedger[]) {
  const [first] = group;
  return {
    market_type: first === undefined ? 'spot' : shownMarketType(first),
    exchange_account_ids: group.map(({ ref }) => ref.accountId).toSorted(),
  };
}

function presentTotal({ asset, realizedPnl, funding, interest, insurance, fees, otherFees, net }: PnlTotal) {
  return {
    asset,
    realized_pnl: realizedPnl,
    funding,
    interest,
    insurance,
    fees,
    other_fees: otherFees,
    net,
  };
}

export function presentCoverages(coverages: readonly ShownCoverage[]) {
  return coverages.map(({ ref, marketType, coverage }) => ({
    exchange_account_id: ref.accountId,
    market_type: marketType,
    ...presentCoverage(coverage),
  }));
}

/** Without a ledger nothing is known, so nothing is complete. */
export function areComplete(coverages: readonly ShownCoverage[]): boolean {
  return coverages.length > 0 && coverages.every(({ coverage }) => coverage.complete);
}

export function reasonsIn(coverages: readonly ShownCoverage[]): string[] {
  if (coverages.length === 0) return ['no ledger has been pulled, and no key is set that could pull one'];
  return coverages.flatMap(({ ref, marketType, coverage }) =>
    coverage.reasons.map((why) => `${ref.accountId} ${marketType}: ${why}`),
  );
}
