import { currentCall } from '../../aws/call-context.ts';
import { entryCursor } from '../../ledger/store/merged-entries.ts';
import { csvLine } from '../csv.ts';
import { columns, type ExportedEntry, type ExportRow, rowOf } from './export-columns.ts';

export const headerLine = csvLine(Object.keys(columns));

export interface ExportPage {
  readonly rows: readonly ExportRow[];
  /** Null: no entry is left. */
  readonly next: string | null;
}

export interface CsvPage {
  readonly text: string;
  readonly next: string | null;
}

const mostEntries = 10_000;
/** Lambda returns 6 MB of JSON text, in which quotes and line ends take two bytes. */
const mostBytes = 5_000_000;
/** Of the call's time, to return the page. */
const reserveMs = 2000;

/** The entries that fit into an answer; the bytes of `textOf` count. */
export async function exportPage(
  entries: AsyncIterable<ExportedEntry>,
  textOf: (row: ExportRow) => string,
): Promise<ExportPage> {
  const rows: ExportRow[] = [];
  let [bytes, last]: [number, ExportedEntry | null] = [0, null];
  for await (const exported of entries) {
    const row = rowOf(exported);
    bytes += Buffer.byteLength(JSON.stringify(textOf(row)));
    // The first entry is always written, or the same call would be repeated without progress.
    if (last !== null && (rows.length === mostEntries || bytes > mostBytes || isLate()))
      return { rows, next: entryCursor(last) };
    rows.push(row);
    last = exported;
  }
  return { rows, next: null };
}

function isLate(): boolean {
  return Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
}

/** The header line is on the first page alone, so that pages can be concatenated. */
export async function writeCsv(entries: AsyncIterable<ExportedEntry>, isFirstPage: boolean): Promise<CsvPage> {
  const { rows, next } = await exportPage(entries, lineOf);
  return { text: [...(isFirstPage ? [headerLine] : []), ...rows.map(lineOf)].join(''), next };
}

function lineOf(row: ExportRow): string {
  return csvLine(Object.values(row));
}
