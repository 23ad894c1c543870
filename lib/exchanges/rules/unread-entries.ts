import type { LedgerEntry, UnreadEntry } from '../model/ledger-entry.ts';
import { MalformedResponse } from '../wire/refusals.ts';

/** A row of a ledger: the time is told as far as the time can be read, the entry as far as all of the row can. */
export interface LedgerRow {
  /** Epoch ms. */
  readonly time: number | null;
  readonly entry: LedgerEntry | null;
  /** The exchange's own number or reference of the row. */
  readonly id: string | null;
}

/**
 * The places of the rows that cannot be read, oldest first as the rows. A row of that kind at the end of a ledger breaks no chain of balances, so
 * the page tells the row. Each place begins at the row before, from which a later reading can begin.
 */
export function unreadAmong(rows: readonly Omit<LedgerRow, 'id'>[]): UnreadEntry[] {
  return rows.flatMap(({ entry, time }, index) => {
    if (entry !== null) return [];
    const before = rows.slice(0, index).findLast((row) => row.time !== null)?.time ?? null;
    const after = rows.slice(index + 1).find((row) => row.time !== null)?.time ?? null;
    return [{ from: before === null || time === null ? before : Math.min(before, time), to: time ?? after }];
  });
}

export function entriesAmong(rows: readonly Pick<LedgerRow, 'entry'>[]): LedgerEntry[] {
  return rows.flatMap(({ entry }) => entry ?? []);
}

/**
 * Throws for a page on which no row tells a time or an id: rows of that kind are of no ledger. A page of rows that tell their place, and nothing
 * else that can be read, is read as gaps: an error would stop every pull until a readable entry follows.
 */
export function requirePlaces(title: string, rows: readonly Pick<LedgerRow, 'time' | 'id'>[]): void {
  if (rows.length > 0 && rows.every(({ time, id }) => time === null && id === null))
    throw new MalformedResponse(title, 200);
}

/**
 * Where reading goes on behind pages without a readable entry: the newest time of a row (epoch ms). Throws where the reading would begin again at
 * `start`: the reading would never end.
 */
export function placeBehind(title: string, rows: readonly Pick<LedgerRow, 'time'>[], start: number): number {
  const newest = Math.max(...rows.map(({ time }) => time ?? 0), 0);
  if (newest <= start) throw new MalformedResponse(title, 200);
  return newest;
}
