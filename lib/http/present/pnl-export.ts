import type { Input, Output } from '../../contract/deferred.ts';
import type { exportQuery, exportResponse } from '../../contract/schemas/export.ts';
import type { Coverage } from '../../ledger/store/coverage.ts';
import { type StoredLedger, shownMarketType } from '../../ledger/store/stored-ledger.ts';
import { type Reply, reply } from '../answer.ts';
import { presentCoverage } from './coverage.ts';
import type { ExportedEntry } from './export-columns.ts';
import { iso } from './iso-time.ts';
import { areComplete, reasonsIn } from './pnl.ts';
import { type CsvPage, type ExportPage, exportPage, writeCsv } from './pnl-csv.ts';

type Query = Output<typeof exportQuery>;
type Exported = Reply<Input<typeof exportResponse>>;

/** Entries of contracts move no money and stand beside the money on request alone. */
export async function presentExport(
  query: Query,
  ledgers: readonly StoredLedger[],
  entries: AsyncIterable<ExportedEntry>,
): Promise<Exported> {
  const wanted = query.include === 'positions' ? entries : withoutPositions(entries);
  const page =
    query.format === 'csv'
      ? presentPnlExport(ledgers, await writeCsv(wanted, query.cursor === undefined))
      : presentRows(ledgers, await exportPage(wanted, (row) => JSON.stringify(row)));
  return { ...page, headers: { ...page.headers, 'content-disposition': `attachment; filename="${fileName(query)}"` } };
}

async function* withoutPositions(entries: AsyncIterable<ExportedEntry>): AsyncGenerator<ExportedEntry> {
  for await (const exported of entries) if (exported.entry.kind !== 'position') yield exported;
}

/** A later page has a name of its own: a file of the same name would replace the first page. */
function fileName({ exchange_account_id: account, market_type: market, from, to, cursor, format }: Query): string {
  const day = (ms: number) => iso(ms).slice(0, 10);
  const part = cursor === undefined ? [] : [`after-${cursor.split('.')[0]}`];
  const name = ['ledger', account, ...(market === undefined ? [] : [market]), day(from), day(to), ...part].join('-');
  return `${name}.${format}`;
}

function presentRows(ledgers: readonly StoredLedger[], { rows, next }: ExportPage) {
  const data = {
    entries: [...rows],
    count: rows.length,
    next_cursor: next,
    complete: areComplete(ledgers),
    reasons: reasonsIn(ledgers),
    coverage: ledgers.map((ledger) => ({
      exchange_account_id: ledger.ref.accountId,
      market_type: shownMarketType(ledger),
      ...presentCoverage(ledger.coverage),
    })),
  };
  return reply(200, 'Ledger entries', data, headersOf(ledgers, next));
}

export function presentPnlExport(ledgers: readonly StoredLedger[], { text, next }: CsvPage) {
  return reply(200, 'Ledger entries as CSV', text, headersOf(ledgers, next));
}

function headersOf(ledgers: readonly StoredLedger[], next: string | null): Record<string, string> {
  const reasons = reasonsIn(ledgers);
  return {
    ...(next === null ? {} : { 'x-next-cursor': next }),
    'x-coverage-complete': String(areComplete(ledgers)),
    ...edge('x-coverage-from', ledgers, ({ from }) => from, Math.max),
    ...edge('x-coverage-to', ledgers, ({ to }) => to, Math.min),
    ...(reasons.length === 0 ? {} : { 'x-coverage-reasons': headerText(reasons.join('; ')) }),
  };
}

/** A message of the exchange may hold any character, and a header may not. */
function headerText(text: string): string {
  return text.replaceAll(/[^ -~]/g, ' ').slice(0, 1000);
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
