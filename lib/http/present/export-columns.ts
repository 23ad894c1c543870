import { withoutExponent as plain } from '../../decimal.ts';
import { balanceBefore } from '../../exchanges/model/ledger-entry.ts';
import { entryMarketType } from '../../exchanges/streams.ts';
import type { TradeFacts } from '../../ledger/reports/trade-facts.ts';
import type { SourcedEntry } from '../../ledger/store/merged-entries.ts';
import { type StoredLedger, shownExchange } from '../../ledger/store/stored-ledger.ts';
import { iso } from './iso-time.ts';

export interface ExportedEntry extends SourcedEntry<StoredLedger> {
  readonly trade?: TradeFacts | null;
}

/** THE columns of CSV and JSON; lib/contract/schemas/export.ts describes the columns. Decimals have the exchange's own digits, without exponent. */
export const columns = {
  time: ({ entry }) => iso(entry.time),
  exchange: ({ ledger, entry }) => shownExchange(ledger, entry.symbol),
  exchange_account_id: ({ ledger }) => ledger.ref.accountId,
  market_type: ({ ledger, entry }) => entryMarketType(ledger, entry.symbol),
  kind: ({ entry }) => entry.kind,
  label: ({ entry }) => entry.label,
  symbol: ({ entry, trade }) => entry.symbol ?? trade?.symbol ?? null,
  asset: ({ entry }) => entry.asset,
  change: ({ entry }) => plain(entry.change),
  realized_pnl: ({ entry }) => plain(entry.realizedPnl),
  funding: ({ entry }) => plain(entry.funding),
  fee: ({ entry }) => plain(entry.fee),
  liquidation_fee: ({ entry }) => plain(entry.liquidationFee),
  balance_before: ({ entry }) => plain(balanceBefore(entry)),
  balance_after: ({ entry }) => plain(entry.balanceAfter),
  price: ({ entry, trade }) => plain(entry.price ?? trade?.price ?? null),
  trade_id: ({ entry }) => entry.tradeId,
  row_id: ({ entry }) => entry.id,
  side: ({ trade }) => trade?.side ?? null,
  quantity: ({ trade }) => plain(trade?.quantity ?? null),
  order_id: ({ entry }) => entry.orderId ?? null,
} as const satisfies Record<string, (exported: ExportedEntry) => string | null>;

export type ExportRow = { readonly [Column in keyof typeof columns]: ReturnType<(typeof columns)[Column]> };

export function rowOf(exported: ExportedEntry): ExportRow {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column(exported)])) as ExportRow;
}
