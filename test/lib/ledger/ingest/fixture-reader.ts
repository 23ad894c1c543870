import type { BookRow } from '../../../../lib/exchanges/model/ledger-entry.ts';
import type { BooksCursor } from '../../../../lib/ledger/ingest/ledger-cursor.ts';
import { afterPage, isDeepNow, nextWindow } from '../../../../lib/ledger/ingest/read-ledger.ts';
import { pageOf } from '../fixture-ledger.ts';

export interface Reader {
  cursor: BooksCursor;
  readonly stored: Set<string>;
}

/** One pull, as lib/ledger/ingest/pull.ts makes it, of what is shown at `now`. */
export function pull(reader: Reader, shown: readonly BookRow[], now: number, size: number, requests: number): void {
  const isDeep = isDeepNow(reader.cursor, now);
  const window = nextWindow(reader.cursor, isDeep);
  const page = pageOf(shown, { ...window, maxRequests: requests }, size);
  for (const { id } of page.rows) reader.stored.add(id);
  const next = afterPage(reader.cursor, { window, page, isDeep, startedAt: now });
  reader.cursor = page.isLast && isDeep ? { ...next, deepReadAt: now } : next;
}
