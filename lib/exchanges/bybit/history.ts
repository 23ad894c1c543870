import type { FundingPayment, Page, PageRequest, RealizedPnlEvent } from '../model/history.ts';
import type { LedgerEntry } from '../model/ledger-entry.ts';
import { fundingPaymentOf, pnlEventOf } from '../rules/ledger-events.ts';
import { collect, unreadable } from '../rules/paging.ts';
import { epochMs, type Json } from '../wire/readers.ts';
import { endpoints } from './endpoints.ts';
import { namingOf } from './ledger.ts';
import { readableEntry } from './ledger-entry.ts';
import { type BackList, cursorOf, cursorPattern, isEdge, keptIn, newWalk, pageBelow } from './pages-back.ts';
import type { PartWire } from './part.ts';

/** Funding that was paid and received, newest first. The executions tell the same with the opposite sign, and without the balance. */
export function readFundingPayments(wire: PartWire, request: PageRequest): Promise<Page<FundingPayment>> {
  return readLog(wire, request, { type: 'SETTLEMENT' }, fundingPaymentOf);
}

/** Realized profit and loss, newest first, from the books of the exchange: with the fee apart. */
export function readRealizedPnl(wire: PartWire, request: PageRequest): Promise<Page<RealizedPnlEvent>> {
  return readLog(wire, request, {}, pnlEventOf);
}

/** The transaction log of the contracts. Nothing is proven here, so a filter does no harm. */
async function readLog<T extends { readonly symbol: string }>(
  wire: PartWire,
  request: PageRequest,
  filter: Readonly<Record<string, string>>,
  eventOf: (entry: LedgerEntry) => T | null,
): Promise<Page<T>> {
  const naming = await namingOf(wire);
  const { title } = wire.market;
  const entryOf = (row: Json) => readableEntry(title, row, naming);
  const list: BackList = {
    endpoint: endpoints.transactionLog,
    query: { accountType: 'UNIFIED', category: wire.part.category, ...filter, limit: '50' },
    timeKey: 'transactionTime',
    idOf: (row) => entryOf(row)?.id ?? '',
  };
  const walk = newWalk();
  const page = await collect<Json, T>(request, {
    source: 'transaction_log',
    cursorOf: (row) => cursorOf(wire, list, row),
    cursorPattern,
    timeOf: (row) => epochMs(row.transactionTime),
    pick: (row) => {
      if (isEdge(row)) return null;
      const entry = entryOf(row);
      return entry === null ? unreadable : eventOf(entry);
    },
    read: (cursor) => pageBelow(wire, list, request, cursor, walk),
  });
  return { ...page, ...keptIn(request) };
}
