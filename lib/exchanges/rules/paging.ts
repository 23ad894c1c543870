import { invalidField } from '../../errors.ts';
import type { Page, PageRequest } from '../model/history.ts';

/** The entries of one request, newest first, and whether they reach the end of the range. */
export interface RawPage<R> {
  readonly rows: readonly R[];
  /** The last row of a page of which no row is in the range: the reading goes on below. */
  readonly passed?: R | undefined;
  readonly isLast: boolean;
  /** Times at which the exchange may keep rows that no request shows. */
  readonly hidden?: readonly number[];
}

export interface History<R, T> {
  readonly source: string;
  /** Rows strictly older than the cursor. */
  readonly read: (cursor: string | undefined) => Promise<RawPage<R>>;
  /** The cursor that goes on below this row. */
  readonly cursorOf: (row: R) => string;
  /** The form of this history's cursors: a cursor of a different history, or a made-up cursor, is refused. */
  readonly cursorPattern: RegExp;
  /** Epoch ms; null for a row whose time cannot be read. */
  readonly timeOf: (row: R) => number | null;
  /** Null for rows that do not belong in the answer. An unreadable row may belong in the answer: the page then names its time. */
  readonly pick: (row: R) => T | null | typeof unreadable;
}

/** Of a row without which the answer is not complete. */
export const unreadable = Symbol('unreadable');

/** Requests per call: histories are the dearest calls of an exchange's rate limit. */
const maxPages = 5;

/** Reads raw pages until `limit` rows fit or the history ends; CCXT's unified calls would read one page and drop the rest silently. */
export async function collect<R, T extends { readonly symbol: string }>(
  request: PageRequest,
  history: History<R, T>,
): Promise<Page<T>> {
  if (request.cursor !== undefined && !history.cursorPattern.test(request.cursor)) {
    throw invalidField('cursor', 'must be a cursor from the answer before');
  }
  const items: T[] = [];
  const leftOut: number[] = [];
  const { source } = history;
  let cursor = request.cursor;
  let newest: number | null = null;
  let oldest: number | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const { rows, passed, isLast, hidden = [] } = await history.read(cursor);
    // Two pages may tell of the same row.
    leftOut.push(...hidden.filter((time) => !leftOut.includes(time)));
    for (const [index, row] of rows.entries()) {
      const time = history.timeOf(row);
      // A row without a readable time lies beside the row before, and no later page can begin there.
      cursor = time === null ? cursor : history.cursorOf(row);
      oldest = time ?? oldest ?? request.to ?? Date.now();
      newest ??= oldest;
      const item = history.pick(row);
      if (item === unreadable) leftOut.push(oldest);
      if (item === null || item === unreadable || (request.symbol !== undefined && item.symbol !== request.symbol))
        continue;
      items.push(item);
      const isEnd = isLast && index === rows.length - 1;
      if (items.length === request.limit)
        return { items, next: isEnd ? null : (cursor ?? null), source, newest, oldest, leftOut };
    }
    if (isLast || (rows.length === 0 && passed === undefined))
      return { items, next: null, source, newest, oldest, leftOut };
    if (passed === undefined || rows.length > 0) continue;
    cursor = history.cursorOf(passed);
    oldest ??= history.timeOf(passed);
    newest ??= oldest;
  }
  return { items, next: cursor ?? null, source, newest, oldest, leftOut };
}
