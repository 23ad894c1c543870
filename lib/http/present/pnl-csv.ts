import { currentCall } from '../../aws/call-context.ts';
import { changeOf } from '../../exchanges/model/ledger-entry.ts';
import { type LedgerLine, lineCursor } from '../../ledger/store/ledger-entries.ts';
import type { StoredLedger } from '../../ledger/store/stored-ledger.ts';
import { csvLine } from '../csv.ts';

type JournalEntry = LedgerLine<StoredLedger>;

/** THE columns. Decimals are the exchange's own text. */
const columns: Readonly<Record<string, (line: JournalEntry) => string | null>> = {
  time: ({ row }) => new Date(row.time).toISOString(),
  exchange: ({ ledger }) => ledger.exchange,
  exchange_account_id: ({ ledger }) => ledger.ref.accountId,
  market_type: ({ ledger }) => ledger.marketType,
  kind: ({ row }) => row.kind,
  label: ({ row }) => row.label,
  symbol: ({ row }) => row.symbol,
  asset: ({ row }) => row.asset,
  change: ({ row }) => changeOf(row),
  realized_pnl: ({ row }) => row.realizedPnl,
  funding: ({ row }) => row.funding,
  fee: ({ row }) => row.fee,
  liquidation_fee: ({ row }) => row.liquidationFee,
  balance_before: ({ row }) => row.before,
  balance_after: ({ row }) => row.after,
  price: ({ row }) => row.price,
  trade_id: ({ row }) => row.tradeId,
  row_id: ({ row }) => row.id,
};

export const headerLine = csvLine(Object.keys(columns));

export interface CsvPage {
  readonly text: string;
  /** Null: no line is left. */
  readonly next: string | null;
}

const mostLines = 10_000;
/** Lambda hands over 6 MB of JSON text, in which quotes and line ends take two bytes. */
const mostBytes = 5_000_000;
/** Of the call's time, to hand the page over. */
const reserveMs = 2000;

/** As many lines as one answer holds; the header line on the first page alone, so that pages can be put one behind the other. */
export async function writeCsv(lines: AsyncIterable<JournalEntry>, isFirstPage: boolean): Promise<CsvPage> {
  const written = isFirstPage ? [headerLine] : [];
  let [count, bytes, last]: [number, number, JournalEntry | null] = [0, 0, null];
  for await (const line of lines) {
    const text = csvLine(Object.values(columns).map((column) => column(line)));
    bytes += Buffer.byteLength(JSON.stringify(text));
    // The first line always goes, or a call would lead nowhere.
    if (last !== null && (count === mostLines || bytes > mostBytes || isLate()))
      return { text: written.join(''), next: lineCursor(last) };
    written.push(text);
    [count, last] = [count + 1, line];
  }
  return { text: written.join(''), next: null };
}

function isLate(): boolean {
  return Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
}
