import { integer, type Params, text } from './params.ts';
import { badParameter } from './refusal.ts';

/** A row of a list, newest first, under a name that no other row has. */
export interface Row {
  readonly key: string;
  readonly at: number;
}

export interface Page<R> {
  readonly rows: readonly R[];
  readonly nextPageCursor: string;
}

/**
 * A page behind the row that the cursor names. Cursors come percent-encoded (docs v5: `132766%3A2%2C132766%3A2`). CCXT sends a cursor back
 * unchanged, bybit-api encodes it once more (its pull request 198): both lead on.
 */
export function pageOf<R extends Row>(
  rows: readonly R[],
  params: Params,
  { most, usual }: { readonly most: number; readonly usual: number },
): Page<R> {
  const limit = integer(params, 'limit') ?? usual;
  if (limit < 1) badParameter('limit invalid');
  const start = startOf(rows, text(params, 'cursor'));
  const page = rows.slice(start, start + Math.min(limit, most));
  const [first, last] = [page[0], page.at(-1)];
  const isEnd = start + page.length >= rows.length;
  return { rows: page, nextPageCursor: isEnd || !first || !last ? '' : cursorOf(first, last) };
}

function cursorOf(first: Row, last: Row): string {
  return encodeURIComponent(`${first.key}:${first.at},${last.key}:${last.at}`);
}

/** Rows that have come meanwhile stand before the named row: none is shown twice, and none is left out. */
function startOf(rows: readonly Row[], cursor: string | null): number {
  if (cursor === null) return 0;
  const plain = cursor.includes('%3A') ? decodeURIComponent(cursor) : cursor;
  const [, key] = /^[^,]*,(.*):\d+$/.exec(plain) ?? [];
  const at = key === undefined ? -1 : rows.findIndex((row) => row.key === key);
  return at < 0 ? badParameter('cursor invalid') : at + 1;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * `startTime` and `endTime`, at most `most` apart, inclusive. A start alone ends `usual` later, an end alone starts `usual` earlier;
 * neither: the time `usual` until now.
 */
export function spanOf(
  params: Params,
  now: number,
  { usual, most }: { readonly usual: number; readonly most: number },
): Span {
  const [start, end] = [integer(params, 'startTime'), integer(params, 'endTime')];
  const to = end ?? (start === null ? now : start + usual);
  const from = start ?? to - usual;
  if (from > to) badParameter('startTime is after endTime');
  if (to - from > most) badParameter('the time range between startTime and endTime is too long');
  return { from, to };
}

export const dayMs = 86_400_000;
