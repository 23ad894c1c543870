import type { LedgerEntry, UnreadEntry } from '../model/ledger-entry.ts';

/** A row of a ledger: the time is told as far as the time can be read, the entry as far as all of the row can. */
export interface LedgerRow {
  /** Epoch ms. */
  readonly time: number | null;
  readonly entry: LedgerEntry | null;
}

/**
 * The places of the rows that cannot be read, oldest first as the rows. A row of that kind at the end of a ledger breaks no chain of balances, so
 * the page tells the row. Each place begins at the row before, from which a later reading can begin.
 */
export function unreadAmong(rows: readonly LedgerRow[]): UnreadEntry[] {
  return rows.flatMap(({ entry, time }, index) => {
    if (entry !== null) return [];
    const before = rows.slice(0, index).findLast((row) => row.time !== null)?.time ?? null;
    const after = rows.slice(index + 1).find((row) => row.time !== null)?.time ?? null;
    return [{ from: before === null || time === null ? before : Math.min(before, time), to: time ?? after }];
  });
}

export function entriesAmong(rows: readonly LedgerRow[]): LedgerEntry[] {
  return rows.flatMap(({ entry }) => entry ?? []);
}
