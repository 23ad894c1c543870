import type { Input, Output } from '../../contract/deferred.ts';
import type { exportQuery, exportResponse } from '../../contract/schemas/export.ts';
import type { Coverage } from '../../ledger/store/coverage.ts';
import type { ShownCoverage } from '../../ledger/store/stored-ledger.ts';
import { type Reply, reply } from '../answer.ts';
import type { ExportedEntry } from './export-columns.ts';
import { iso } from './iso-time.ts';
import { areComplete, presentCoverages, reasonsIn } from './pnl.ts';
import { type CsvPage, type ExportPage, exportPage, writeCsv } from './pnl-csv.ts';

type Query = Output<typeof exportQuery>;
type Exported = Reply<Input<typeof exportResponse>>;

/** Entries of contracts move no money and stand beside the money on request alone. */
export async function presentExport(
  query: Query,
  coverages: readonly ShownCoverage[],
  entries: AsyncIterable<ExportedEntry>,
): Promise<Exported> {
  const wanted = query.include === 'positions' ? entries : withoutPositions(entries);
  const page =
    query.format === 'csv'
      ? presentPnlExport(coverages, await writeCsv(wanted, query.cursor === undefined))
      : presentRows(coverages, await exportPage(wanted, (row) => JSON.stringify(row)));
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

function presentRows(coverages: readonly ShownCoverage[], { rows, next }: ExportPage) {
  const data = {
    entries: [...rows],
    count: rows.length,
    next_cursor: next,
    complete: areComplete(coverages),
    reasons: reasonsIn(coverages),
    coverage: presentCoverages(coverages),
  };
  return reply(200, 'Ledger entries', data, headersOf(coverages, next));
}

export function presentPnlExport(coverages: readonly ShownCoverage[], { text, next }: CsvPage) {
  return reply(200, 'Ledger entries as CSV', text, headersOf(coverages, next));
}

function headersOf(coverages: readonly ShownCoverage[], next: string | null): Record<string, string> {
  const reasons = reasonsIn(coverages);
  return {
    ...(next === null ? {} : { 'x-next-cursor': next }),
    'x-coverage-complete': String(areComplete(coverages)),
    ...(coverages.some(({ coverage }) => coverage.isNothing) ? { 'x-coverage-nothing-covered': 'true' } : {}),
    ...edge('x-coverage-from', coverages, ({ from }) => from, Math.max),
    ...edge('x-coverage-to', coverages, ({ to }) => to, Math.min),
    ...(reasons.length === 0 ? {} : { 'x-coverage-reasons': headerText(reasons.join('; ')) }),
  };
}

/** A message of the exchange may hold any character, and a header may not. */
function headerText(text: string): string {
  return text.replaceAll(/[^ -~]/g, ' ').slice(0, 1000);
}

/** The edge of the time that all ledgers cover; no header where no ledger has that edge, and where a ledger without a time covers nothing. */
function edge(
  name: string,
  coverages: readonly ShownCoverage[],
  edgeOf: (coverage: Coverage) => number | null,
  choose: (...edges: number[]) => number,
): Record<string, string> {
  const edges = coverages.flatMap(({ coverage }) => edgeOf(coverage) ?? []);
  const isNowhere = coverages.some(({ coverage }) => coverage.isNothing && edgeOf(coverage) === 0);
  return edges.length === 0 || isNowhere ? {} : { [name]: iso(choose(...edges)) };
}
