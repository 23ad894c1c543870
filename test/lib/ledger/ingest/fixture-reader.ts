import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { afterPage, isFullRescanDue, nextWindow } from '../../../../lib/ledger/ingest/read-ledger.ts';
import { runningBalance } from '../../../../lib/ledger/proof/running-balance.ts';
import type { LedgerCursor } from '../../../../lib/ledger/store/ledger-cursor.ts';
import { pageOf } from '../fixture-ledger.ts';

export interface Reader {
  cursor: LedgerCursor;
  readonly stored: Set<string>;
}

/** One pull of the entries that are shown at `now`, as lib/ledger/ingest/pull.ts makes the pull. */
export function pull(reader: Reader, shown: readonly LedgerEntry[], now: number, size: number, requests: number): void {
  const isFullRescan = isFullRescanDue(reader.cursor, now);
  const window = nextWindow(reader.cursor, isFullRescan);
  const page = pageOf(shown, { ...window, maxRequests: requests }, size);
  for (const { id } of page.entries) reader.stored.add(id);
  const next = afterPage(reader.cursor, { proof: runningBalance, window, page, isFullRescan, startedAt: now });
  reader.cursor = page.isLast && isFullRescan ? { ...next, fullRescanAt: now } : next;
}
