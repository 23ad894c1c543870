import { sharedNow } from '../../aws/clock.ts';
import { invalidField } from '../../errors.ts';
import type { Fill, Page, PageRequest } from '../model/history.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { MarketWire } from '../wire/market-wire.ts';
import { epochMs, type Json } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { rowsOf } from './lists.ts';
import { nameOf } from './names.ts';
import { mostRows, rowsBetween } from './windows.ts';

/** The fills of one host. */
export interface TradeHistory {
  readonly wire: MarketWire;
  readonly endpoint: Endpoint;
  /** The longest range of a request. */
  readonly spanMs: number;
  /** The earliest time from which the exchange tells fills of this symbol; null: the exchange tells no fills. */
  readonly earliest: (symbol: string) => Promise<FirstTrade | null>;
  /** A request without times tells the newest fills, however old they are. */
  readonly tellsNewest: boolean;
  /** There may have been fills before: a range that begins earlier is not complete. */
  readonly forgets: boolean;
  /** Null for a fill that cannot be read. */
  readonly fillFrom: (row: Json, symbol: string) => Fill | null;
}

export interface FirstTrade {
  /** Epoch ms. */
  readonly time: number;
  /** There are fills before that time whose times cannot be read. */
  readonly isHidden: boolean;
}

/** Windows of one call: most are empty, and the weight is shared by all keys of the address. */
const mostWindows = 14;
/** The exchange's clock may be ahead of ours. */
const aheadMs = 60_000;

const cursorPattern = /^(\d{1,15})\.(\d{0,20}|\d{1,20}s)$/;

/** Rows strictly below: in an earlier millisecond, or with a lower rank in the same. Without a rank the whole millisecond is below. */
interface Below {
  readonly time: number;
  readonly rank: bigint | null;
}

/**
 * Fills of one symbol, newest first, window by window. A cursor names time and id, because the fills of one order share a millisecond, and
 * `s` where the purchase of the same id may follow. After many empty windows the cursor names the next window.
 */
export async function readFills(history: TradeHistory, request: PageRequest): Promise<Page<Fill>> {
  const { symbol } = request;
  let below = startOf(request);
  // The rules deny a request without a symbol before this.
  if (symbol === undefined) throw new MalformedResponse(history.wire.market.title, 200);
  const name = await nameOf(history.wire.markets, symbol);
  const earliest = await history.earliest(name);
  if (earliest === null) return { ...none, next: null };
  const floor = Math.max(request.from ?? 0, earliest.time);
  const hidden = earliest.isHidden && (request.from ?? 0) < earliest.time ? [floor] : [];
  const page = newPage(hidden, history.forgets && floor > (request.from ?? 0) ? { keptSince: floor } : {});
  for (let window = 0; window < mostWindows && below.time >= floor; window += 1) {
    const newest = window === 0 && history.tellsNewest ? await newestRows(history, name, earliest.time) : null;
    const { rows, from } = newestBelow(newest, below, floor) ?? (await windowBelow(history, name, { below, floor }));
    for (const row of rows) {
      page.take(row, history.fillFrom(row.row, symbol));
      if (page.items.length === request.limit && row.rank !== null)
        return { ...page.told(), next: `${row.time}.${nameOfRank(row.rank)}` };
    }
    below = { time: from - 1, rank: null };
  }
  return { ...page.told(), next: below.time >= floor ? `${below.time}.` : null };
}

function startOf({ cursor, to }: PageRequest): Below {
  // An end in the future would be reached through windows that cannot have a fill.
  const end = Math.min((to ?? Number.POSITIVE_INFINITY) - 1, sharedNow() + aheadMs);
  if (cursor === undefined) return { time: end, rank: null };
  const [, time, name = ''] = cursorPattern.exec(cursor) ?? [];
  if (time === undefined) throw invalidField('cursor', 'must be a cursor from the answer before');
  return { time: Number(time), rank: name === '' ? null : rankOf(name.replace('s', ''), name.endsWith('s')) };
}

/** Two orders of one account that trade with each other have two fills of one id. The sale is told first. */
function rankOf(id: string, isSale: boolean): bigint {
  return BigInt(id) * 2n + (isSale ? 1n : 0n);
}

function nameOfRank(rank: bigint): string {
  return `${rank / 2n}${rank % 2n === 0n ? '' : 's'}`;
}

/** A fill without a readable time or id is left out, and stands where the fill may be: `rank` is null, and no cursor begins there. */
interface Placed {
  readonly row: Json;
  readonly time: number;
  readonly rank: bigint | null;
}

/** Every row from `from` (epoch ms) on. */
interface Rows {
  readonly rows: readonly Placed[];
  readonly from: number;
}

/**
 * "Otherwise most recent trades are returned" (spot: rest-api, Account trade list): months without a fill cost one request. A full answer may have cut
 * rows of its oldest millisecond; an answer that is not full and begins with the first fill of all is the whole history. Null for an answer with a fill
 * that has no place: a window tells the place better.
 */
async function newestRows({ wire, endpoint }: TradeHistory, symbol: string, earliest: number): Promise<Rows | null> {
  const { title } = wire.market;
  const rows = rowsOf(title, await wire.read(endpoint, { symbol, limit: String(mostRows) }));
  const placed = placedIn(rows, { from: earliest, to: Number.POSITIVE_INFINITY });
  const oldest = placed.at(-1);
  if (oldest === undefined || placed.some(({ rank }) => rank === null)) return null;
  const isWhole = rows.length < mostRows && oldest.time <= earliest;
  return { rows: placed, from: isWhole ? oldest.time : oldest.time + 1 };
}

/** Null where the newest fills do not reach below the cursor. */
function newestBelow(newest: Rows | null, below: Below, floor: number): Rows | null {
  if (newest === null || newest.from > below.time) return null;
  const from = Math.max(newest.from, floor);
  return { rows: newest.rows.filter((row) => row.time >= from && isBelow(row, below)), from };
}

async function windowBelow(
  { wire, endpoint, spanMs }: TradeHistory,
  symbol: string,
  { below, floor }: { readonly below: Below; readonly floor: number },
): Promise<Rows> {
  const { title } = wire.market;
  const from = Math.max(floor, below.time - spanMs + 1);
  const read = async (start: number, end: number) => {
    const range = { startTime: String(start), endTime: String(end), limit: String(mostRows) };
    return rowsOf(title, await wire.read(endpoint, { symbol, ...range }));
  };
  const range = { from, to: below.time };
  const rows = placedIn(await rowsBetween(title, read, { ...range, spanMs }), range);
  return { rows: rows.filter((row) => row.time >= from && isBelow(row, below)), from };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Newest first. */
function placedIn(rows: readonly Json[], span: Span): Placed[] {
  return rows
    .map((row) => placeOf(row, span))
    .toSorted((one, other) => other.time - one.time || ((other.rank ?? 0n) > (one.rank ?? 0n) ? 1 : -1));
}

/** Without a time, or with one that was not asked for, a fill lies anywhere in the span: at its beginning. */
function placeOf(row: Json, { from, to }: Span): Placed {
  const [time, id] = [epochMs(row.time), /^\d{1,20}$/.test(String(row.id)) ? String(row.id) : null];
  if (time === null || time < from || time > to) return { row, time: from, rank: null };
  return { row, time, rank: id === null ? null : rankOf(id, row.isBuyer === false || row.side === 'SELL') };
}

function isBelow({ time, rank }: Placed, below: Below): boolean {
  return time < below.time || (time === below.time && (rank === null || below.rank === null || rank < below.rank));
}

const none = { items: [], source: 'trades', newest: null, oldest: null, leftOut: [] };

function newPage(hidden: readonly number[], kept: Pick<Page<Fill>, 'keptSince'>) {
  const items: Fill[] = [];
  const leftOut: number[] = [...hidden];
  let newest: number | null = null;
  let oldest: number | null = null;
  return {
    items,
    take: ({ time, rank }: Placed, fill: Fill | null): void => {
      newest ??= time;
      oldest = time;
      if (fill === null || rank === null) leftOut.push(time);
      else items.push(fill);
    },
    told: () => ({ items, leftOut, ...kept, newest, oldest, source: 'trades' }),
  };
}
