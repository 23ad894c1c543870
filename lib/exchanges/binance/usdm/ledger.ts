import { sharedNow } from '../../../aws/clock.ts';
import type { Ledger } from '../../interfaces/ledger.ts';
import type { LedgerBalance, LedgerEntry, LedgerPage, LedgerRequest, UnreadEntry } from '../../model/ledger-entry.ts';
import { entriesAmong, type LedgerRow, requirePlaces, unreadAmong } from '../../rules/unread-entries.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { decimalAsSent, epochMs, type Json, optionalText, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowsOf } from '../lists.ts';
import { mostRows } from '../windows.ts';
import { incomeTypes, readableEntry } from './income.ts';

const title = 'Binance USD-M';

/** "Three months" are kept: less a day, because a range from before is refused or cut. */
export const keptMs = 89 * 24 * 3_600_000;
/** The exchange's clock may be ahead of ours. */
const aheadMs = 60_000;

/** The income of the USD-M wallet: each row is a change of a balance. */
export function usdmLedger(wire: MarketWire): Ledger {
  return {
    entries: (request) => readIncome(wire, request),
    owner: async () => optionalText((await balanceRows(wire))[0]?.accountAlias),
    balances: async () => (await balanceRows(wire)).map(balanceFrom),
  };
}

/** The list has every asset that the wallet can hold: without a single one nothing could be added up. */
async function balanceRows({ read }: MarketWire): Promise<Json[]> {
  const rows = rowsOf(title, await read(usdmEndpoints.balance));
  if (rows.length === 0) throw new MalformedResponse(title, 200);
  return rows;
}

/** `balance` is without unrealized profits: entries change it and nothing else does. */
function balanceFrom(row: Json): LedgerBalance {
  return { wallet: 'usdm', asset: requiredText(title, row, 'asset'), balance: decimalAsSent(title, row, 'balance') };
}

/** Reads a range, both ends included; counts its requests. */
interface Reader {
  readonly range: (from: number, to: number, only?: Readonly<Record<string, string>>) => Promise<Json[]>;
  readonly requests: () => number;
  /** Whether a full answer holds the oldest rows of its range. Asked about once: answers of one reading are alike. */
  readonly tellsOldest: (from: number, rows: readonly Json[], first: number) => Promise<boolean>;
}

function readerOf({ read }: MarketWire): Reader {
  let requests = 0;
  let isOldest: boolean | null = null;
  const range: Reader['range'] = async (from, to, only = {}) => {
    requests += 1;
    const times = { startTime: String(from), endTime: String(to), limit: String(mostRows) };
    return rowsOf(title, await read(usdmEndpoints.income, { ...times, ...only }));
  };
  return {
    range,
    requests: () => requests,
    tellsOldest: async (from, rows, first) => {
      const told = timesOf(rows).filter((time) => time === first).length;
      isOldest ??= timesOf(await range(from, first)).length === told;
      return isOldest;
    },
  };
}

/**
 * Oldest first. `income` knows no pages: each request begins at the time of the last row, which the next answer repeats (the parameter `page`
 * is gone since 2026-10-16). No page says whether a full answer holds the oldest or the newest rows, so a full first answer is tried: more rows
 * up to the time of its first row mean the newest rows, and then the range is halved until the answer is not full. An entry beside which rows
 * of its time may be missing is left to the next reading: what sorts before the last entry is never asked for again.
 */
async function readIncome(wire: MarketWire, { since, after, maxRequests }: LedgerRequest): Promise<LedgerPage> {
  const symbolOf = await wire.markets.naming();
  const reader = readerOf(wire);
  const end = sharedNow() + aheadMs;
  let from = Math.max(after?.time ?? since ?? 0, end - keptMs);
  const found = new Map<string, LedgerEntry>();
  const [missing, unread]: [number[], UnreadEntry[]] = [[], []];
  for (let isLast = false; ; ) {
    const part = await oldestOf(reader, from, end);
    const rows = oldestFirst(part.rows.map((row) => rowOf(row, symbolOf)));
    requirePlaces(title, rows);
    for (const entry of entriesAmong(rows)) if (isAfter(entry, after)) found.set(entry.id, entry);
    unread.push(...unreadAmong(rows));
    missing.push(...part.missing);
    isLast = part.isWhole;
    from = part.next;
    const entries = inOrder([...found.values()].filter(({ time }) => isLast || time < from));
    // A reading without a new entry never ends: the next reading would begin where this one began.
    const told = {
      entries,
      unread,
      ...(missing.length > 0 ? { missing } : {}),
      owner: null,
      requests: reader.requests(),
    };
    if (isLast || (reader.requests() >= maxRequests && entries.length > 0)) return { ...told, isLast };
  }
}

/** Rows of the same time stand in the order of the ids: time and id of an entry are a place in the ledger. */
function isAfter({ id, time }: LedgerEntry, after: LedgerRequest['after']): boolean {
  return after === null || time > after.time || (time === after.time && id > after.id);
}

function inOrder(entries: readonly LedgerEntry[]): LedgerEntry[] {
  return entries.toSorted((one, other) => one.time - other.time || (one.id > other.id ? 1 : -1));
}

function rowOf(row: Json, symbolOf: (name: string) => string): LedgerRow {
  return { time: epochMs(row.time), entry: readableEntry(row, symbolOf), id: optionalText(row.tranId) };
}

/** No page documents the order of an answer. */
function oldestFirst(rows: readonly LedgerRow[]): readonly LedgerRow[] {
  const times = rows.flatMap(({ time }) => time ?? []);
  return (times[0] ?? 0) > (times.at(-1) ?? 0) ? rows.toReversed() : rows;
}

interface Part {
  readonly rows: readonly Json[];
  /** The rows reach the end of the range. */
  readonly isWhole: boolean;
  /** Where reading goes on: rows of this time may be missing. */
  readonly next: number;
  /** Moments that have more rows than can be asked for. */
  readonly missing: readonly number[];
}

/** The oldest rows of the range, all of them up to `next`. */
async function oldestOf(reader: Reader, from: number, to: number): Promise<Part> {
  const rows = await reader.range(from, to);
  if (rows.length < mostRows) return { rows, isWhole: true, next: to, missing: [] };
  const times = timesOf(rows);
  if (times.length === 0) throw new MalformedResponse(title, 200);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  if (first === last && first === from) return burst(reader, from);
  if (await reader.tellsOldest(from, rows, first)) return { rows, isWhole: false, next: last, missing: [] };
  const middle = Math.floor((from + to) / 2);
  const part = await oldestOf(reader, from, middle);
  return { ...part, isWhole: false, next: part.isWhole ? middle + 1 : part.next };
}

/**
 * More rows in one millisecond than an answer holds: type by type. Of a type that fills an answer by itself the rows of each symbol in that answer are
 * asked for. Further rows can neither be asked for nor be counted: the moment is told as missing, and the reading goes on behind the moment.
 */
async function burst(reader: Reader, at: number): Promise<Part> {
  const rows: Json[] = [];
  let isWhole = true;
  for (const incomeType of incomeTypes) {
    const own = await reader.range(at, at, { incomeType });
    rows.push(...own);
    if (own.length < mostRows) continue;
    isWhole = false;
    for (const symbol of symbolsIn(own)) rows.push(...(await reader.range(at, at, { incomeType, symbol })));
  }
  return { rows, isWhole: false, next: at + 1, missing: isWhole ? [] : [at] };
}

/** A request weighs 30, and the weight is shared by all keys of the address. */
const mostSymbols = 10;

function symbolsIn(rows: readonly Json[]): string[] {
  return [...new Set(rows.flatMap(({ symbol }) => optionalText(symbol) ?? []))].slice(0, mostSymbols);
}

/** A row without a readable time is left out like every unreadable row, and is told as a gap between its neighbors. */
function timesOf(rows: readonly Json[]): number[] {
  return rows.flatMap(({ time }) => epochMs(time) ?? []);
}
