import type { Page, PageRequest } from './exchange.ts';

/** One request's worth of an exchange's history, newest first, and whether it reaches the end of the range. */
export interface RawPage<R> {
  readonly rows: readonly R[];
  readonly isLast: boolean;
}

export interface History<R, T> {
  readonly source: string;
  /** Rows strictly older than the cursor. */
  readonly read: (cursor: string | undefined) => Promise<RawPage<R>>;
  /** The cursor that goes on below this row. */
  readonly cursorOf: (row: R) => string;
  /** Null for rows that do not belong in the answer. */
  readonly pick: (row: R) => T | null;
}

/** Requests per call: histories are the dearest calls of an exchange's rate limit. */
const maxPages = 5;

/** Reads raw pages until `limit` rows fit or the history ends; CCXT's unified calls would read one page and drop the rest silently. */
export const collect = async <R, T extends { readonly symbol: string }>(
  request: PageRequest,
  history: History<R, T>,
): Promise<Page<T>> => {
  const items: T[] = [];
  let cursor = request.cursor;
  for (let page = 0; page < maxPages; page += 1) {
    const { rows, isLast } = await history.read(cursor);
    for (const [index, row] of rows.entries()) {
      cursor = history.cursorOf(row);
      const item = history.pick(row);
      if (item === null || (request.symbol !== undefined && item.symbol !== request.symbol)) continue;
      items.push(item);
      const isEnd = isLast && index === rows.length - 1;
      if (items.length === request.limit) return { items, next: isEnd ? null : cursor, source: history.source };
    }
    if (isLast || rows.length === 0) return { items, next: null, source: history.source };
  }
  return { items, next: cursor ?? null, source: history.source };
};
