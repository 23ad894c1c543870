import type { BookRow } from '../../../lib/exchanges/books.ts';
import type { BooksCursor } from '../../../lib/history/books-cursor.ts';
import { afterPage, isDeepNow, nextWindow } from '../../../lib/history/read-books.ts';
import { pageOf } from './fixture-books.ts';

export interface Reader {
  cursor: BooksCursor;
  readonly stored: Set<string>;
}

/** One pull, as lib/history/pull.ts makes it, of what is shown at `now`. */
export const pull = (reader: Reader, shown: readonly BookRow[], now: number, size: number, requests: number): void => {
  const isDeep = isDeepNow(reader.cursor, now);
  const window = nextWindow(reader.cursor, isDeep);
  const page = pageOf(shown, { ...window, maxRequests: requests }, size);
  for (const { id } of page.rows) reader.stored.add(id);
  const next = afterPage(reader.cursor, { window, page, isDeep, startedAt: now });
  reader.cursor = page.isLast && isDeep ? { ...next, deepReadAt: now } : next;
};
