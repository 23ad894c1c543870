import type { Input } from '../../contract/deferred.ts';
import type { summaryResponse } from '../../contract/schemas/pnl.ts';
import type { PnlGrouping, PnlSummary } from '../../ledger/reports/pnl-summary.ts';
import type { PnlTotal } from '../../ledger/reports/pnl-sums.ts';
import type { Coverage } from '../../ledger/store/coverage.ts';
import { type StoredLedger, shownMarketType } from '../../ledger/store/stored-ledger.ts';
import { reply } from '../answer.ts';
import { presentCoverage } from './coverage.ts';
import { iso } from './iso-time.ts';
import type { CsvPage } from './pnl-csv.ts';

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
function areComplete(ledgers: readonly StoredLedger[]): boolean {
  return ledgers.length > 0 && ledgers.every(({ coverage }) => coverage.complete);
}

function reasonsIn(ledgers: readonly StoredLedger[]): string[] {
  if (ledgers.length === 0) return ['no ledger has been pulled, and no key is set that could pull one'];
  return ledgers.flatMap((ledger) =>
    ledger.coverage.reasons.map((why) => `${ledger.ref.accountId} ${shownMarketType(ledger)}: ${why}`),
  );
}

export function presentPnlExport(ledgers: readonly StoredLedger[], { text, next }: CsvPage) {
  return reply(200, 'Ledger entries as CSV', text, {
    ...(next === null ? {} : { 'x-next-cursor': next }),
    'x-coverage-complete': String(areComplete(ledgers)),
    ...edge('x-coverage-from', ledgers, ({ from }) => from, Math.max),
    ...edge('x-coverage-to', ledgers, ({ to }) => to, Math.min),
  });
}

/** The edge of the time that all ledgers cover; no header where no ledger has that edge. */
function edge(
  name: string,
  ledgers: readonly StoredLedger[],
  edgeOf: (coverage: Coverage) => number | null,
  choose: (...edges: number[]) => number,
): Record<string, string> {
  const edges = ledgers.flatMap(({ coverage }) => edgeOf(coverage) ?? []);
  return edges.length === 0 ? {} : { [name]: iso(choose(...edges)) };
}
