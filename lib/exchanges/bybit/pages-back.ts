import { setTimeout as sleep } from 'node:timers/promises';
import { sharedNow } from '../../aws/clock.ts';
import type { PageRequest } from '../model/history.ts';
import type { JsonObject } from '../model/order.ts';
import type { RawPage } from '../rules/paging.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import { epochMs, type Json } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { readPage } from './lists.ts';
import type { PartWire } from './part.ts';

const day = 24 * 3_600_000;
/**
 * A range has seven days at the most, and two years are kept (docs/v5 order/execution, account/transaction-log). No page says whether the ends of a
 * range count: a request reaches a millisecond beyond both ends, and the rows decide.
 */
const longestRangeMs = 7 * day - 3;
const keptMs = 2 * 365 * day;
/** The exchange's clock may be ahead of ours. */
export const aheadMs = 60_000;

/** A history that the exchange tells newest first, in ranges of a week. */
export interface BackList {
  readonly endpoint: Endpoint;
  readonly query: JsonObject;
  readonly timeKey: string;
  /** Tells rows of one time apart, and puts them in an order. Empty for a row whose id cannot be read. */
  readonly idOf: (row: Json) => string;
}

/** The end of a range in which nothing more lies. Stands in a page where a row would stand, and is no row: the reading goes on below. */
const edge = Symbol('edge');
type Edge = Json & { readonly [edge]: true };

export function isEdge(row: Json): row is Edge {
  return Object.hasOwn(row, edge);
}

function edgeAt(timeKey: string, time: number): Json {
  return { [timeKey]: String(time), [edge]: true } as Json;
}

export const cursorPattern = /^\d{1,15}\.[A-Za-z0-9_:.-]{0,160}$/;

/** Of a range that begins before what the exchange keeps. */
export function keptIn({ from = 0 }: PageRequest): { readonly keptSince?: number } {
  const keptSince = sharedNow() - keptMs;
  return from < keptSince ? { keptSince } : {};
}

/** What one call may still spend on weeks without a row. */
export interface Walk {
  windows: number;
  /** Epoch ms of our clock. */
  readonly until: number;
}

/** A year. An account that trades seldom has rows or the end within two calls; an address may make 600 requests in five seconds. */
const mostEmptyWindows = 52;
const longestWalkMs = 10_000;
/** 25 requests a second are allowed to the transaction log (docs/v5 rate-limit), and 50 to executions. */
const windowsASecond = 20;

export function newWalk(): Walk {
  return { windows: mostEmptyWindows, until: Date.now() + longestWalkMs };
}

/** The rows below the cursor, newest first. Weeks without a row are passed over in the same call. */
export async function pageBelow(
  wire: PartWire,
  list: BackList,
  request: PageRequest,
  cursor: string | undefined,
  walk: Walk,
): Promise<RawPage<Json>> {
  const { at, seen } = placeOf(cursor);
  const first = Math.max(request.from ?? 0, sharedNow() - keptMs);
  // An end in the future would be reached through weeks that cannot have a row.
  const end = Math.min((request.to ?? Number.POSITIVE_INFINITY) - 1, sharedNow() + aheadMs);
  let to = Math.min(at ?? end, end);
  for (let name = seen; ; name = '') {
    const from = Math.max(first, to - longestRangeMs);
    const read = await below(wire, list, { from, to }, name);
    if (!read.isWhole) return { rows: read.rows, isLast: false };
    if (from <= first) return { rows: read.rows, isLast: true };
    to = from - 1;
    if (read.rows.length > 0 || walk.windows === 0 || Date.now() > walk.until)
      return { rows: [...read.rows, edgeAt(list.timeKey, to)], isLast: false };
    walk.windows -= 1;
    if (walk.windows % windowsASecond === 0) await sleep(1000);
  }
}

/** Of one range: the rows down to a time, and whether they reach the start of the range. */
interface Below {
  readonly rows: readonly Json[];
  readonly isWhole: boolean;
}

/** Both ends included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** More rows than of any millisecond. */
const mostPages = 40;

/**
 * One range of a week. "Response items will have sorting issues when execTime is the same" (docs/v5 order/execution): no row of a millisecond is told
 * before all of them are read, so the oldest time of a page is left to the next request.
 */
async function below(wire: PartWire, list: BackList, { from, to }: Range, seen: string): Promise<Below> {
  if (to < from) return { rows: [], isWhole: true };
  const query = { ...list.query, startTime: String(from - 1), endTime: String(to + 1) };
  const rows: Json[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await readPage(wire, list.endpoint, query, cursor);
    rows.push(...page.rows);
    const told = belowSeen(placedIn(list, rows, { from, to }), { from, to, seen, isWhole: page.next === null });
    if (page.next === null || told.some(({ row }) => epochMs(row[list.timeKey]) !== null))
      return { rows: told.map(({ row }) => row), isWhole: page.next === null };
    if (page.next === cursor) break;
    cursor = page.next;
  }
  throw new MalformedResponse(wire.market.title, 200);
}

function placeOf(cursor: string | undefined): { readonly at: number | null; readonly seen: string } {
  const [, time, seen = ''] = /^(\d+)\.(.*)$/.exec(cursor ?? '') ?? [];
  return { at: time === undefined ? null : Number(time), seen };
}

interface Placed {
  readonly row: Json;
  readonly time: number;
  readonly id: string;
}

/**
 * Newest first; of one time by falling id, as the stored ledger is. A row without a time stands behind the row before, and so does a row with a time that
 * was not asked for: such a row cannot be read.
 */
function placedIn({ timeKey, idOf }: BackList, rows: readonly Json[], { from, to }: Range): Placed[] {
  let time = to;
  const placed = rows.map((row) => {
    const own = epochMs(row[timeKey]);
    if (own !== null && own >= from - 1 && own <= to + 1) {
      time = own;
      return { row, time, id: idOf(row) };
    }
    time = Math.min(Math.max(time, from), to);
    return { row: { ...row, [timeKey]: null }, time, id: '' };
  });
  return placed.toSorted((one, other) => other.time - one.time || (other.id > one.id ? 1 : -1));
}

/** `seen`: the last row that was told of the time `to`; empty: none was. A row without an id is told again with each page of its time. */
function belowSeen(
  placed: readonly Placed[],
  { from, to, seen, isWhole }: Range & { readonly seen: string; readonly isWhole: boolean },
): Placed[] {
  const oldest = isWhole ? Number.NEGATIVE_INFINITY : (placed.at(-1)?.time ?? to);
  const names = new Set<string>();
  return placed.filter(({ time, id }) => {
    const name = `${time}.${id}`;
    const isTold = id !== '' && names.has(name);
    names.add(name);
    const isBelow = time < to || (time === to && (seen === '' || id < seen));
    return !isTold && isBelow && time >= from && time > oldest;
  });
}

/** Where the next page begins. A row without an id is the last of its time. A row without a time has no place. */
export function cursorOf(wire: PartWire, { timeKey, idOf }: BackList, row: Json): string {
  const time = epochMs(row[timeKey]);
  if (time === null) throw new MalformedResponse(wire.market.title, 200);
  if (isEdge(row)) return `${time}.`;
  const id = idOf(row);
  return id === '' ? `${time - 1}.` : `${time}.${id}`;
}
