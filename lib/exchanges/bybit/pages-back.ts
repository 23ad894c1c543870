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

/** The rows below the cursor: of one request, or of as many as have the time of the cursor. */
export async function pageBelow(
  wire: PartWire,
  list: BackList,
  request: PageRequest,
  cursor: string | undefined,
): Promise<RawPage<Json>> {
  const { at, seen } = placeOf(cursor);
  const to = at ?? (request.to === undefined ? sharedNow() : request.to - 1);
  const first = Math.max(request.from ?? 0, sharedNow() - keptMs);
  const from = Math.max(first, to - longestRangeMs);
  if (to < first) return { rows: [], isLast: true };
  const query = { ...list.query, startTime: String(from), endTime: String(to) };
  const read = await belowSeen(wire, list, query, seen);
  if (read.next !== null) return { rows: read.rows, isLast: false };
  if (from <= first) return { rows: read.rows, isLast: true };
  return { rows: [...read.rows, edgeAt(list.timeKey, from - 1)], isLast: false };
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
