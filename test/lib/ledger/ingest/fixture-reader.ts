import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import type { LedgerCursor } from '../../../../lib/ledger/ingest/ledger-cursor.ts';
import { afterPage, isFullRescanDue, nextWindow } from '../../../../lib/ledger/ingest/read-ledger.ts';
import { pageOf } from '../fixture-ledger.ts';

export interface Reader {
  cursor: LedgerCursor;
  readonly stored: Set<string>;
}

/** One pull, as lib/ledger/ingest/pull.ts makes it, of what is shown at `now`. */
export function pull(reader: Reader, shown: readonly LedgerEntry[], now: number, size: number, requests: number): void {
  const isFullRescan = isFullRescanDue(reader.cursor, now);
  const window = nextWindow(reader.cursor, isFullRescan);
  const page = pageOf(shown, { ...window, maxRequests: requests }, size);
  for (const { id } of page.rows) reader.stored.add(id);
  const next = afterPage(reader.cursor, { window, page, isFullRescan, startedAt: now });
  reader.cursor = page.isLast && isFullRescan ? { ...next, fullRescanAt: now } : next;
}
