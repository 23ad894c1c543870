import { Decimal } from '../../../decimal.ts';
import { invalidField } from '../../../errors.ts';
import type { PageRequest } from '../../model/history.ts';
import type { RawPage } from '../../rules/paging.ts';
import { type Json, notNegative, records, requiredRecord, secondsMs } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { newestFirst } from '../newest-first.ts';

const title = 'Kraken Spot';

/** A trade's id and row. */
export type Trade = readonly [string, Json];

type Read = (query: Record<string, string>) => Promise<unknown>;

/**
 * TradesHistory answers 50 rows a page, newest first. `count` tells the rows of the whole range (docs get-trade-history): a shorter page is the
 * last page where `count` tells no further rows.
 */
const spotPageRows = 50;

/** More pages than the trades of any moment fill. */
const mostPages = 40;

/** In seconds with all digits, and the id: trades of one order share a time. */
export const cursorPattern = /^\d{1,12}(\.\d{1,12})?:[A-Za-z0-9_.:-]{1,64}$/;
const bareId = /^[A-Z0-9]{6}-[A-Z0-9]{5}-[A-Z0-9]{6}$/;

/**
 * Throws INVALID_REQUEST for a cursor of releases before, which is an id alone. Trades of the same moment may or may not have been told before that
 * trade, as the exchange wrote them then: going on could lose one or tell one twice.
 */
export function requirePlace(cursor: string | undefined): void {
  if (cursor === undefined || !bareId.test(cursor)) return;
  throw invalidField('cursor', 'is of an earlier release; begin again without a cursor');
}

/** In seconds, with all digits. */
export function placeOf([, { time }]: Trade): number | null {
  return secondsMs(time) === null ? null : Number(time);
}

export function cursorOf(trade: Trade): string {
  const place = placeOf(trade);
  if (place === null) throw new MalformedResponse(title, 200, 'time');
  return `${place}:${trade[0]}`;
}

/**
 * The trades below a cursor, newest first; of one moment by falling id. No page of the documentation tells in which order the trades of one moment
 * are paged or written: no trade of a moment is told before all of them are read. The oldest moment of a page is left to the next reading.
 */
export async function tradesBelow(
  read: Read,
  request: PageRequest,
  cursor: string | undefined,
): Promise<RawPage<Trade>> {
  const query = rangeOf(request, cursor);
  const trades: Trade[] = [];
  const shown = new Set<string>();
  let most = 0;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const ofs = trades.length;
    const page = await pageOf(read, ofs === 0 ? query : { ...query, ofs: String(ofs) });
    // The exchange answers the same page again: to go on would only use up the rate limit of the key.
    if (page.trades.length > 0 && page.trades.every(([id]) => shown.has(id))) throw new MalformedResponse(title, 200);
    for (const [id] of page.trades) shown.add(id);
    trades.push(...page.trades);
    most = Math.max(most, page.count);
    // An end before the count proves nothing: the rows that are left out may be of the wanted order.
    if (page.trades.length === 0 && trades.length < most) throw new MalformedResponse(title, 200);
    const isLast = page.trades.length < spotPageRows && trades.length >= most;
    const told = toldOf(trades, cursor, isLast);
    if (told.length > 0 || isLast) return { ...inRange(told, request), hidden: unplaced(trades, request), isLast };
  }
  throw new MalformedResponse(title, 200);
}

/**
 * `start` is exclusive and counts in seconds, and trades have parts of a millisecond: some of the millisecond before come too. `end` is inclusive
 * and may be compared with the four digits that Kraken keeps, so that a cursor reads a little more than its moment.
 */
function rangeOf({ from, to }: PageRequest, cursor: string | undefined): Record<string, string> {
  const end = cursor === undefined ? null : new Decimal(placeIn(cursor).seconds).plus('0.0001').toFixed();
  return {
    ...(from === undefined ? {} : { start: String((from - 1) / 1000) }),
    ...(end === null ? (to === undefined ? {} : { end: String(to / 1000) }) : { end }),
  };
}

function placeIn(cursor: string): { readonly seconds: number; readonly id: string } {
  const end = cursor.indexOf(':');
  return { seconds: Number(cursor.slice(0, end)), id: cursor.slice(end + 1) };
}

async function pageOf(read: Read, query: Record<string, string>) {
  const result = requiredRecord(title, await read(query), 'result');
  const trades = newestFirst<Trade>(records(requiredRecord(title, result, 'trades')), placeOf);
  return { trades, count: Number(notNegative(result.count) ?? 0) };
}

/** Of trades with a readable time. A new trade moves every page, and the next page begins with trades that the page before has told. */
function toldOf(trades: readonly Trade[], cursor: string | undefined, isLast: boolean): Trade[] {
  const placed = [...new Map(trades.map((trade) => [trade[0], trade])).values()]
    .map((trade) => ({ trade, id: trade[0], seconds: placeOf(trade) ?? Number.NaN }))
    .filter(({ seconds }) => !Number.isNaN(seconds))
    .toSorted((one, other) => other.seconds - one.seconds || (other.id > one.id ? 1 : -1));
  const oldest = isLast ? Number.NEGATIVE_INFINITY : (placed.at(-1)?.seconds ?? 0);
  const last = cursor === undefined ? null : placeIn(cursor);
  return placed
    .filter(({ seconds }) => seconds > oldest)
    .filter(({ seconds, id }) => last === null || seconds < last.seconds || (seconds === last.seconds && id < last.id))
    .map(({ trade }) => trade);
}

/** By the time that the fill is told with: of two ranges that meet, one has the fill. */
function inRange(trades: readonly Trade[], { from = 0, to = Number.POSITIVE_INFINITY }: PageRequest) {
  const isInRange = (time: number): boolean => time >= from && time < to;
  return { rows: trades.filter(([, row]) => isInRange(secondsMs(row.time) ?? 0)), passed: trades.at(-1) };
}

/** A trade without a readable time may be of the range, and no later page need show the trade again: a gap beside the trade before. */
function unplaced(trades: readonly Trade[], { from = 0, to = Date.now() }: PageRequest): number[] {
  return trades.flatMap((trade, index) => {
    if (placeOf(trade) !== null) return [];
    const before = trades.slice(0, index).findLast((each) => placeOf(each) !== null);
    return [Math.max(from, Math.min(secondsMs(before?.[1].time) ?? to, to - 1))];
  });
}
