import { sharedNow } from '../../../aws/clock.ts';
import { invalidField } from '../../../errors.ts';
import type { FundingPayment, Page, PageRequest, RealizedPnlEvent } from '../../model/history.ts';
import type { LedgerEntry } from '../../model/ledger-entry.ts';
import { fundingPaymentOf, placeCursor, placeCursorPattern, pnlEventOf } from '../../rules/ledger-events.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { epochMs, type Json } from '../../wire/readers.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowsOf } from '../lists.ts';
import { mostRows, rowsBetween } from '../windows.ts';
import { readableEntry } from './income.ts';
import { keptMs } from './ledger.ts';
import { usdmSpanMs } from './store.ts';

const title = 'Binance USD-M';

export function readFundingPayments(wire: MarketWire, request: PageRequest): Promise<Page<FundingPayment>> {
  return readEvents(wire, request, ['FUNDING_FEE'], fundingPaymentOf);
}

/** A commission is a row of its own, at times in a second asset (BNB): the ledger tells the commission with the id of the trade. */
export function readRealizedPnl(wire: MarketWire, request: PageRequest): Promise<Page<RealizedPnlEvent>> {
  return readEvents(wire, request, ['REALIZED_PNL', 'DELIVERED_SETTELMENT'], pnlEventOf);
}

const aheadMs = 60_000;
/** Requests weigh 30 of the 2400 a minute that all keys of one address share. */
const mostWindows = 7;

/** Newest first, week by week. A range that begins before what Binance keeps is not complete. */
async function readEvents<T extends { readonly symbol: string }>(
  wire: MarketWire,
  request: PageRequest,
  types: readonly string[],
  eventOf: (entry: LedgerEntry) => T | null,
): Promise<Page<T>> {
  let top = topOf(request);
  const symbolOf = await wire.markets.naming();
  const kept = sharedNow() - keptMs;
  const floor = Math.max(request.from ?? 0, kept);
  const items: T[] = [];
  const leftOut: number[] = [];
  const keptSince = (request.from ?? 0) < kept ? { keptSince: kept } : {};
  const seen: number[] = [];
  const told = (next: string | null) => ({
    ...{ items, next, leftOut, ...keptSince, source: 'income' },
    ...{ newest: seen[0] ?? null, oldest: seen.at(-1) ?? null },
  });
  for (let window = 0; window < mostWindows && top.time >= floor; window += 1) {
    const from = Math.max(floor, top.time - usdmSpanMs + 1);
    for (const { row, entry, time } of await entriesBelow(wire, { top, from }, types, symbolOf)) {
      seen.push(time);
      const event = entry === null ? null : eventOf(entry);
      if (entry === null) leftOut.push(time);
      if (row === null || event === null || (request.symbol ?? event.symbol) !== event.symbol) continue;
      items.push(event);
      if (items.length === request.limit && entry !== null) return told(placeCursor(entry));
    }
    top = { time: from - 1, id: null };
  }
  return told(top.time >= floor ? placeCursor({ time: top.time + 1, id: '0' }) : null);
}

/**
 * Rows strictly below: of an earlier time, or of the same with a lower id. Without an id the whole millisecond is below. A row that cannot be read
 * stands last in its millisecond.
 */
interface Top {
  readonly time: number;
  readonly id: string | null;
}

function topOf({ cursor, to }: PageRequest): Top {
  // An end in the future would be reached through weeks that cannot have a row.
  const end = Math.min((to ?? Number.POSITIVE_INFINITY) - 1, sharedNow() + aheadMs);
  if (cursor === undefined) return { time: end, id: null };
  if (!placeCursorPattern.test(cursor)) throw invalidField('cursor', 'must be a cursor from the answer before');
  const [time, id = null] = cursor.split('.');
  return { time: Number(time), id };
}

interface Told {
  readonly row: Json | null;
  /** Null for a row that cannot be read. */
  readonly entry: LedgerEntry | null;
  readonly time: number;
}

async function entriesBelow(
  wire: MarketWire,
  { top, from }: { readonly top: Top; readonly from: number },
  types: readonly string[],
  symbolOf: (name: string) => string,
): Promise<Told[]> {
  const told: Told[] = [];
  for (const type of types) {
    const read = async (start: number, end: number) => {
      const range = { startTime: String(start), endTime: String(end), limit: String(mostRows) };
      return rowsOf(title, await wire.read(usdmEndpoints.income, { incomeType: type, ...range }));
    };
    const rows = await rowsBetween(title, read, { from, to: top.time, spanMs: usdmSpanMs });
    told.push(...rows.map((row) => ({ row, entry: readableEntry(row, symbolOf), time: epochMs(row.time) ?? from })));
  }
  return told
    .filter(({ entry, time }) => time < top.time || top.id === null || entry === null || entry.id < top.id)
    .toSorted((one, other) => other.time - one.time || ((other.entry?.id ?? '') > (one.entry?.id ?? '') ? 1 : -1));
}
