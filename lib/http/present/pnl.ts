import type * as z from 'zod';
import type { summaryResponse } from '../../contract/schemas/pnl.ts';
import type { PnlGrouping, PnlSummary } from '../../ledger/reports/pnl-summary.ts';
import type { PnlTotal } from '../../ledger/reports/pnl-sums.ts';
import type { Coverage } from '../../ledger/store/coverage.ts';
import type { StoredLedger } from '../../ledger/store/stored-ledger.ts';
import { reply } from '../reply.ts';
import type { CsvPage } from './pnl-csv.ts';
import { presentCoverage } from './trading.ts';

export function presentPnlSummary(
  groupBy: PnlGrouping,
  { range, rows, totals, books }: PnlSummary,
): z.input<typeof summaryResponse> {
  return {
    group_by: groupBy,
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    rows: rows.map((row) => ({ group: row.group, ...presentTotal(row) })),
    totals: totals.map(presentTotal),
    count: rows.length,
    complete: areComplete(books),
    coverage: books.map(({ ref, marketType, coverage }) => ({
      exchange_account_id: ref.accountId,
      market_type: marketType,
      ...presentCoverage(coverage),
    })),
  };
}

function presentTotal({ asset, realizedPnl, funding, fees, net }: PnlTotal) {
  return {
    asset,
    realized_pnl: realizedPnl,
    funding,
    fees,
    net,
  };
}

/** Of no books at all nothing is known. */
function areComplete(books: readonly StoredLedger[]): boolean {
  return books.length > 0 && books.every(({ coverage }) => coverage.complete);
}

export function presentPnlExport(books: readonly StoredLedger[], { text, next }: CsvPage) {
  return reply(200, 'The rows', text, {
    ...(next === null ? {} : { 'x-next-cursor': next }),
    'x-coverage-complete': String(areComplete(books)),
    ...edge('x-coverage-from', books, ({ from }) => from, Math.max),
    ...edge('x-coverage-to', books, ({ to }) => to, Math.min),
  });
}

/** What all of the books answer for; no header where none of them ends there. */
function edge(
  name: string,
  books: readonly StoredLedger[],
  edgeOf: (coverage: Coverage) => number | null,
  choose: (...edges: number[]) => number,
): Record<string, string> {
  const edges = books.flatMap(({ coverage }) => edgeOf(coverage) ?? []);
  return edges.length === 0 ? {} : { [name]: new Date(choose(...edges)).toISOString() };
}
