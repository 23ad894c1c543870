import { invalidField } from '../../../errors.ts';
import type { PageRequest } from '../../model/history.ts';
import type { RawPage } from '../../rules/paging.ts';
import { isoMs, type Json, optionalText, requiredList } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { newestFirst } from '../newest-first.ts';

const title = 'Kraken Futures';

type Read = (query: Record<string, string>) => Promise<unknown>;

/** Documented rows of a page (docs get-fills). */
const pageRows = 100;

/** Epoch ms and id: fills of one order share a time. A fill without an id is the last of its time. */
export const cursorPattern = /^\d{1,15}:[A-Za-z0-9_.:-]{0,64}$/;
const earlierCursor = /^\d{1,15}\.[A-Za-z0-9-]{1,64}$/;

/**
 * Throws INVALID_REQUEST for a cursor of releases before: fills of the same moment may or may not have been told before that fill, as the
 * exchange wrote them then, and going on could lose one or tell one twice.
 */
export function requirePlace(cursor: string | undefined): void {
  if (cursor === undefined || !earlierCursor.test(cursor)) return;
  throw invalidField('cursor', 'is of an earlier release; begin again without a cursor');
}

interface Place {
  readonly time: number;
  readonly id: string;
}

interface Placed extends Place {
  readonly row: Json;
}

export function cursorOf(row: Json): string {
  const time = isoMs(row.fillTime);
  if (time === null) throw new MalformedResponse(title, 200, 'fillTime');
  return `${time}:${idOf(row)}`;
}

function placeIn(cursor: string): Place {
  const end = cursor.indexOf(':');
  return { time: Number(cursor.slice(0, end)), id: cursor.slice(end + 1) };
}

function idOf(row: Json): string {
  return optionalText(row.fill_id) ?? '';
}

/**
 * Reads below a cursor: newest first; of one moment by falling id. `fills` answers "the 100 entries before lastFillTime" (docs get-fills), and no
 * page tells in which order the fills of one moment are paged or written: no fill of a moment is told before all of them are read. The oldest moment
 * of a page is left to the next reading, and read alone where the page has nothing else to tell.
 *
 * No answer tells whether older fills are left out, and a page may be shorter than documented: a page that is shorter than a page before had room
 * for all. "Before" is read in both ways, with and without the moment itself, because the documentation does not say which.
 */
export function fillsBelow(read: Read, request: PageRequest): (cursor: string | undefined) => Promise<RawPage<Json>> {
  let longest = 0;
  // A moment that was left to the next reading has been seen: an answer that no longer shows its fills does not take them back.
  let left: readonly Json[] = [];
  return async (cursor) => {
    const last = cursor === undefined ? null : placeIn(cursor);
    const hidden: number[] = [];
    for (const before of last === null ? [request.to] : [last.time + 1, last.time, last.time - 1]) {
      const page = await fillsBefore(read, before);
      const rows = placedIn([...left, ...page]);
      hidden.push(...unplaced(page));
      const oldest = rows.at(-1)?.time;
      if (oldest === undefined) break;
      const isWhole = page.length < longest || oldest < (request.from ?? 0);
      longest = Math.max(longest, page.length);
      const fresh = belowPlace(rows, last);
      const told = isWhole ? fresh : fresh.filter(({ time }) => time > oldest);
      left = isWhole ? [] : ofTime(rows, oldest).map(({ row }) => row);
      if (told.length > 0 || isWhole) return { ...inRange(told, request), hidden };
      if (fresh.length === 0) continue;
      const moment = await momentOf(read, oldest, rows);
      return { ...inRange(belowPlace(moment.rows, last), request), hidden: [...hidden, ...moment.hidden] };
    }
    return { rows: [], isLast: true, hidden };
  };
}

/**
 * Every fill of a millisecond. Of more fills than a page holds no request shows the rest. A page of this moment alone, where older fills follow, had
 * no room for them: the page was full, however short.
 */
async function momentOf(read: Read, time: number, seen: readonly Placed[]) {
  let rows = seen;
  let wasAlone = false;
  for (const before of [time + 1, time]) {
    const page = placedIn(await fillsBefore(read, before));
    const own = page.filter((fill) => fill.time === time);
    rows = placedIn([...rows, ...own].map(({ row }) => row));
    if (own.length > 0 && (page.at(-1)?.time ?? time) < time) return { rows: ofTime(rows, time), hidden: [] };
    const isCut = wasAlone && own.length === 0 && page.length > 0;
    if (own.length >= pageRows || isCut) return { rows: ofTime(rows, time), hidden: [time] };
    wasAlone = own.length > 0 && own.length === page.length;
  }
  return { rows: ofTime(rows, time), hidden: [] };
}

function ofTime(rows: readonly Placed[], time: number): Placed[] {
  return rows.filter((fill) => fill.time === time);
}

/** Each fill once. Fills without a readable id are told apart by all that they say. */
function placedIn(page: readonly Json[]): Placed[] {
  const rows = page.flatMap((row) => {
    const time = isoMs(row.fillTime);
    return time === null ? [] : [{ row, time, id: idOf(row) }];
  });
  return [
    ...new Map(rows.map((fill) => [fill.id === '' ? JSON.stringify(fill.row) : fill.id, fill])).values(),
  ].toSorted((one, other) => other.time - one.time || (other.id > one.id ? 1 : -1));
}

function belowPlace(rows: readonly Placed[], last: Place | null): Placed[] {
  return rows.filter(({ time, id }) => last === null || time < last.time || (time === last.time && id < last.id));
}

/** A fill of the moment `to` is of the next range, whether or not "before" shows the fill; a page of such fills alone is passed. */
function inRange(told: readonly Placed[], { from = 0, to = Number.POSITIVE_INFINITY }: PageRequest) {
  const wanted = told.filter(({ time }) => time >= from && time < to);
  const isLast = told.length === 0 || told.some(({ time }) => time < from);
  return { rows: wanted.map(({ row }) => row), passed: told.at(-1)?.row, isLast };
}

/** A fill without a readable time may be of the range: a gap beside the fill before. */
function unplaced(page: readonly Json[]): number[] {
  return page.flatMap((row, index) => {
    if (isoMs(row.fillTime) !== null) return [];
    const time = page.slice(0, index).map(timeOf).findLast(isTime) ?? page.map(timeOf).find(isTime);
    return time === undefined ? [] : [time];
  });
}

const timeOf = (row: Json): number | null => isoMs(row.fillTime);
const isTime = (time: number | null): time is number => time !== null;

/** The next page begins at the last fill of this page: without the time of that fill there is no going on. */
export async function fillsBefore(read: Read, time: number | undefined): Promise<Json[]> {
  const query = time === undefined ? {} : { lastFillTime: new Date(time).toISOString() };
  const fills = requiredList(title, await read(query), 'fills');
  const isPlaced = fills.length === 0 || fills.some((row) => isoMs(row.fillTime) !== null);
  if (!isPlaced) throw new MalformedResponse(title, 200);
  return newestFirst(fills, timeOf);
}
