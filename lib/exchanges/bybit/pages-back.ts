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
/** A range has seven days at the most, and two years are kept (docs/v5 order/execution, account/transaction-log). */
const longestRangeMs = 7 * day - 1;
const keptMs = 2 * 365 * day;

/** A history that the exchange tells newest first, in ranges of a week. */
export interface BackList {
  readonly endpoint: Endpoint;
  readonly query: JsonObject;
  readonly timeKey: string;
  /** The id of a row that tells rows of one time apart. */
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

export const cursorPattern = /^\d{1,15}\.[A-Za-z0-9_:-]{0,160}$/;

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

/** The rows below the cursor: of one request, or of as many as have the time of the cursor. Weeks without a row are passed over in the same call. */
export async function pageBelow(
  wire: PartWire,
  list: BackList,
  request: PageRequest,
  cursor: string | undefined,
  walk: Walk,
): Promise<RawPage<Json>> {
  const { at, seen } = placeOf(cursor);
  const first = Math.max(request.from ?? 0, sharedNow() - keptMs);
  let to = at ?? (request.to === undefined ? sharedNow() : request.to - 1);
  for (let read: Below = await below(wire, list, { first, to }, seen); ; ) {
    if (read.next !== null) return { rows: read.rows, isLast: false };
    const from = startBelow(first, to);
    if (from <= first) return { rows: read.rows, isLast: true };
    to = from - 1;
    if (read.rows.length > 0 || walk.windows === 0 || Date.now() > walk.until)
      return { rows: [...read.rows, edgeAt(list.timeKey, to)], isLast: false };
    walk.windows -= 1;
    if (walk.windows % windowsASecond === 0) await sleep(1000);
    read = await below(wire, list, { first, to }, '');
  }
}

function startBelow(first: number, to: number): number {
  return Math.max(first, to - longestRangeMs);
}

/** One range of a week. */
async function below(
  wire: PartWire,
  list: BackList,
  { first, to }: { readonly first: number; readonly to: number },
  seen: string,
): Promise<Below> {
  if (to < first) return { rows: [], next: null };
  const query = { ...list.query, startTime: String(startBelow(first, to)), endTime: String(to) };
  return belowSeen(wire, list, query, seen);
}

function placeOf(cursor: string | undefined): { readonly at: number | null; readonly seen: string } {
  const [, time, seen = ''] = /^(\d+)\.(.*)$/.exec(cursor ?? '') ?? [];
  return { at: time === undefined ? null : Number(time), seen };
}

interface Below {
  readonly rows: readonly Json[];
  /** Null at the end of the range. */
  readonly next: string | null;
}

/** The range ends with the row that was seen last; rows of its time may stand before and after it. */
async function belowSeen(wire: PartWire, list: BackList, query: JsonObject, seen: string): Promise<Below> {
  let page = await readPage(wire, list.endpoint, query);
  if (seen === '') return page;
  const passed: Json[] = [];
  for (;;) {
    const index = page.rows.findIndex((row) => list.idOf(row) === seen);
    const rest = page.rows.slice(index + 1);
    if (index !== -1 && (rest.length > 0 || page.next === null)) return { rows: rest, next: page.next };
    passed.push(...page.rows);
    // The row is no longer told: nothing was passed over.
    if (index === -1 && (page.next === null || isBelow(page.rows, query, list)))
      return { rows: passed, next: page.next };
    if (index !== -1) return readPage(wire, list.endpoint, query, page.next);
    page = await readPage(wire, list.endpoint, query, page.next);
  }
}

/** The page has left the time of the cursor. */
function isBelow(rows: readonly Json[], { endTime }: JsonObject, { timeKey }: BackList): boolean {
  const oldest = epochMs(rows.at(-1)?.[timeKey]);
  return oldest === null || oldest < Number(endTime);
}

/** Where the next page begins. A row without a time has no place. */
export function cursorOf(wire: PartWire, { timeKey, idOf }: BackList, row: Json): string {
  const time = epochMs(row[timeKey]);
  if (time === null) throw new MalformedResponse(wire.market.title, 200);
  return `${time}.${isEdge(row) ? '' : idOf(row)}`;
}
