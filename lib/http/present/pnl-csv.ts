import { currentCall } from '../../aws/call-context.ts';
import { balanceBefore } from '../../exchanges/model/ledger-entry.ts';
import { entryMarketType } from '../../exchanges/streams.ts';
import { entryCursor, type SourcedEntry } from '../../ledger/store/merged-entries.ts';
import { type StoredLedger, shownExchange } from '../../ledger/store/stored-ledger.ts';
import { csvLine } from '../csv.ts';
import { iso } from './iso-time.ts';

type ExportedEntry = SourcedEntry<StoredLedger>;

/** THE columns. Decimals are the exchange's own text. */
const columns: Readonly<Record<string, (exported: ExportedEntry) => string | null>> = {
  time: ({ entry }) => iso(entry.time),
  exchange: ({ ledger, entry }) => shownExchange(ledger, entry.symbol),
  exchange_account_id: ({ ledger }) => ledger.ref.accountId,
  market_type: ({ ledger, entry }) => entryMarketType(ledger, entry.symbol),
  kind: ({ entry }) => entry.kind,
  label: ({ entry }) => entry.label,
  symbol: ({ entry }) => entry.symbol,
  asset: ({ entry }) => entry.asset,
  change: ({ entry }) => entry.change,
  realized_pnl: ({ entry }) => entry.realizedPnl,
  funding: ({ entry }) => entry.funding,
  fee: ({ entry }) => entry.fee,
  liquidation_fee: ({ entry }) => entry.liquidationFee,
  balance_before: ({ entry }) => balanceBefore(entry),
  balance_after: ({ entry }) => entry.balanceAfter,
  price: ({ entry }) => entry.price,
  trade_id: ({ entry }) => entry.tradeId,
  row_id: ({ entry }) => entry.id,
};

export const headerLine = csvLine(Object.keys(columns));

export interface CsvPage {
  readonly text: string;
  /** Null: no entry is left. */
  readonly next: string | null;
}

const mostEntries = 10_000;
/** Lambda returns 6 MB of JSON text, in which quotes and line ends take two bytes. */
const mostBytes = 5_000_000;
/** Of the call's time, to return the page. */
const reserveMs = 2000;

/** As many entries as one answer holds. The header line is on the first page alone, so that pages can be concatenated. */
export async function writeCsv(entries: AsyncIterable<ExportedEntry>, isFirstPage: boolean): Promise<CsvPage> {
  const written = isFirstPage ? [headerLine] : [];
  let [count, bytes, last]: [number, number, ExportedEntry | null] = [0, 0, null];
  for await (const exported of entries) {
    const text = csvLine(Object.values(columns).map((column) => column(exported)));
    bytes += Buffer.byteLength(JSON.stringify(text));
    // The first entry is always written, or the same call would be repeated without progress.
    if (last !== null && (count === mostEntries || bytes > mostBytes || isLate()))
      return { text: written.join(''), next: entryCursor(last) };
    written.push(text);
    [count, last] = [count + 1, exported];
  }
  return { text: written.join(''), next: null };
}

function isLate(): boolean {
  return Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
}
