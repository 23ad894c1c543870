import { setTimeout as sleep } from 'node:timers/promises';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { sharedNow } from '../../aws/clock.ts';
import type { Ledger } from '../interfaces/ledger.ts';
import type { LedgerEntry, LedgerPage, LedgerRequest, UnreadEntry } from '../model/ledger-entry.ts';
import { entriesAmong, type LedgerRow, requirePlaces, unreadAmong } from '../rules/unread-entries.ts';
import { epochMs, optionalText } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { customerIn } from './key-check.ts';
import { type Naming, readableEntry } from './ledger-entry.ts';
import { readPage, resultIn } from './lists.ts';
import { aheadMs } from './pages-back.ts';
import type { PartWire } from './part.ts';
import { symbolIn } from './symbols.ts';
import { ledgerBalances } from './wallets.ts';

const day = 24 * 3_600_000;
/** docs/v5 account/transaction-log: two years are kept, a range has seven days at the most, and a page 50 rows. */
const keptMs = 2 * 365 * day;
const longestRangeMs = 7 * day - 1;
const pageRows = '50';

/** The shared transaction log of both markets. A filter by category would break the chains, so the reading has no filter. */
export function bybitLedger(wire: PartWire): Ledger {
  const { title } = wire.market;
  return {
    entries: async (request) => readLedger(wire, await namingOf(wire), request),
    owner: async () => {
      const owner = customerIn(resultIn(title, await wire.read(endpoints.keyInfo)));
      // Rows of an unknown customer must not be stored under a known customer.
      if (owner === null) throw new MalformedResponse(title, 200);
      return owner;
    },
    balances: () => ledgerBalances(wire),
  };
}

/** Symbols of the market by the catalogue, all further symbols by name. */
export async function namingOf({ part, markets }: PartWire): Promise<Naming> {
  const [symbolOf, codeOf] = await settleAll([markets.naming(), markets.assetNaming()]);
  const own = (id: string) => (symbolOf(id) === id ? symbolIn(part.category, id) : symbolOf(id));
  return { symbolIn: (category, id) => (category === part.category ? own(id) : symbolIn(category, id)), codeOf };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** One range, newest first as the exchange tells it. */
interface ReadRange {
  readonly entries: readonly LedgerEntry[];
  readonly unread: readonly UnreadEntry[];
  /** Epoch ms, of all rows as far as they can be read. */
  readonly times: readonly number[];
  readonly requests: number;
  /** The oldest time where the range has more pages than allowed; null where the range was read to its end. */
  readonly cutAt: number | null;
}

/** Of a millisecond, which is never cut: 10,000 rows. */
const mostPagesOfInstant = 200;
/** 25 requests a second are allowed (docs/v5 rate-limit). */
const pagesASecond = 20;

/**
 * Oldest first, although the exchange tells a range newest first: each range is read to the end before the next range. A range of too many pages is
 * read again with less time in it. Weeks without a single row end a reading as well: the next reading goes on behind them.
 */
async function readLedger(
  wire: PartWire,
  naming: Naming,
  { since, after, maxRequests }: LedgerRequest,
): Promise<LedgerPage> {
  const now = sharedNow() + aheadMs;
  const found = new Map<string, LedgerEntry>();
  const unread: UnreadEntry[] = [];
  const mostPages = Math.max(1, Math.floor(maxRequests / 2));
  const start = startOf(since, after, now);
  let [from, width, requests] = [start, longestRangeMs, 0];
  while (from <= now) {
    const to = Math.min(from + width, now);
    const read = await readRange(wire, naming, { from, to }, to === from ? mostPagesOfInstant : mostPages);
    requests += read.requests;
    if (read.cutAt === null) {
      for (const entry of belowNone(read.entries.toReversed(), after, from)) found.set(entry.id, entry);
      unread.push(...read.unread);
      from = to + 1;
      width = Math.min(Math.max(width, 1) * 4, longestRangeMs);
    } else width = narrower(wire, { from, to }, read.times, read.cutAt);
    const isFull = requests >= maxRequests && from <= now;
    if (isFull && found.size > 0) return { entries: [...found.values()], unread, isLast: false, owner: null, requests };
    if (isFull && from > start) return emptyTo(Math.min(from, now - aheadMs), requests, unread);
  }
  return { entries: [...found.values()], unread, isLast: true, owner: null, requests };
}

/** Quiet weeks are read one after the other in no time: a pause keeps the readings within the limit of requests a second. */
async function emptyTo(readTo: number, requests: number, unread: readonly UnreadEntry[]): Promise<LedgerPage> {
  await sleep((requests * 1000) / pagesASecond);
  return { entries: [], unread, isLast: false, readTo, owner: null, requests };
}

function startOf(since: number | null, after: LedgerRequest['after'], now: number): number {
  return Math.max(after?.time ?? since ?? 0, now - keptMs);
}

/** The rows after the known entry; all rows where the exchange no longer tells the entry. */
function belowNone(
  entries: readonly LedgerEntry[],
  after: LedgerRequest['after'],
  from: number,
): readonly LedgerEntry[] {
  if (after === null || after.time < from) return entries;
  return entries.slice(entries.findIndex(({ id }) => id === after.id) + 1);
}

/**
 * The time that the pages read have covered, and less than half of the range. Where one millisecond has most of the rows, the time before that
 * millisecond: the millisecond then stands at the beginning, and is read by itself to its end.
 */
function narrower(wire: PartWire, { from, to }: Range, times: readonly number[], cutAt: number): number {
  // There is no smaller range.
  if (to === from) throw new MalformedResponse(wire.market.title, 200);
  const ofInstant = times.filter((time) => time === cutAt).length;
  if (ofInstant * 2 >= times.length) return Math.max(0, cutAt - 1 - from);
  return Math.max(0, Math.min(to - cutAt, Math.floor((to - from) / 2)));
}

/** Of rows that stand newest first. */
function readIn(rows: readonly LedgerRow[]): Pick<ReadRange, 'entries' | 'unread' | 'times'> {
  const times = rows.flatMap(({ time }) => time ?? []);
  return { entries: entriesAmong(rows), unread: unreadAmong(rows.toReversed()), times };
}

async function readRange(wire: PartWire, naming: Naming, { from, to }: Range, mostPages: number): Promise<ReadRange> {
  const query = { accountType: 'UNIFIED', startTime: String(from), endTime: String(to), limit: pageRows };
  const rows: LedgerRow[] = [];
  let cursor: string | null = null;
  for (let requests = 1; ; requests += 1) {
    const page = await readPage(wire, endpoints.transactionLog, query, cursor);
    const told = page.rows.map((row) => ({
      time: epochMs(row.transactionTime),
      entry: readableEntry(wire.market.title, row, naming),
      id: optionalText(row.id),
    }));
    requirePlaces(wire.market.title, told);
    rows.push(...told);
    if (page.next === null) return { ...readIn(rows), requests, cutAt: null };
    if (page.next === cursor) throw new MalformedResponse(wire.market.title, 200);
    cursor = page.next;
    if (requests % pagesASecond === 0) await sleep(1000);
    if (requests < mostPages) continue;
    const read = readIn(rows);
    return { ...read, requests, cutAt: Math.min(to, ...read.times) };
  }
}
