import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { afterPage } from '../../../../lib/ledger/ingest/read-ledger.ts';
import { sumOfChanges } from '../../../../lib/ledger/proof/sum-of-changes.ts';
import { newCursor } from '../../../../lib/ledger/store/ledger-cursor.ts';
import { type Change, entriesOf, ledgerStart } from '../fixture-ledger.ts';
import { pull, type Reader } from './fixture-reader.ts';

const hour = 3_600_000;

describe('a gap', () => {
  /** Rows of one moment, over the edge of a page. */
  const moment = (all: readonly Change[]) => entriesOf(all.map((change) => ({ ...change, later: 0 })));
  const [a, b, c, d] = moment([
    { asset: 'USD', change: 3, later: 0 },
    { asset: 'USD', change: 1, later: 0 },
    { asset: 'BTC', change: 1, later: 0 },
    { asset: 'USD', change: 1, later: 0 },
  ]) as [LedgerEntry, LedgerEntry, LedgerEntry, LedgerEntry];
  const shown = [a, c, d];

  it('between entries of one moment survives a page edge at that moment', () => {
    const reader: Reader = { cursor: newCursor, stored: new Set() };
    const now = ledgerStart + hour;
    pull(reader, shown, now, 10, 1);
    expect(reader.cursor.gaps).toMatchObject([{ entry: d.id, from: ledgerStart, to: ledgerStart }]);
    for (const size of [2, 1, 2]) {
      reader.cursor = { ...reader.cursor, fullRescanAt: 0 };
      for (let count = 0; count === 0 || reader.cursor.scan !== null; count += 1) pull(reader, shown, now, size, 1);
      expect(reader.cursor.gaps).toMatchObject([{ entry: d.id }]);
    }
    pull(reader, [a, b, c, d], now, 10, 1);
    expect(reader.cursor.gaps).toEqual([]);
  });

  it('is told of a moment of which the exchange tells a part, once and for good', () => {
    const page = { entries: [a], isLast: true, missing: [ledgerStart], owner: null, requests: 1 };
    const terms = {
      proof: sumOfChanges,
      window: { since: null, after: null },
      isFullRescan: true,
      startedAt: ledgerStart + hour,
    };
    const once = afterPage(newCursor, { ...terms, page });
    const again = afterPage(once, { ...terms, page });
    const later = afterPage(again, { ...terms, page: { ...page, missing: [] } });
    for (const { gaps } of [once, again, later])
      expect(gaps).toMatchObject([{ asset: 'all', from: ledgerStart, to: ledgerStart + 1, entry: null }]);
    expect(later.coveredTo).toBeGreaterThan(ledgerStart);
  });

  it('is not reported where a page repeats the last entries of the page before', () => {
    const reader: Reader = { cursor: newCursor, stored: new Set() };
    const now = ledgerStart + hour;
    pull(reader, [a, b, c, d], now, 2, 1);
    // The exchange does not know the entry to go on behind: it is asked for the moment instead.
    const again = { ...reader.cursor, resumeAfter: { id: '0', time: ledgerStart } };
    reader.cursor = again;
    pull(reader, [a, b, c, d], now, 10, 1);
    expect([reader.cursor.gaps, reader.cursor.scan]).toEqual([[], null]);
  });

  it('whose ends lie pages apart closes when its entry is shown', () => {
    const reader: Reader = { cursor: newCursor, stored: new Set() };
    pull(reader, shown, ledgerStart + hour, 10, 1);
    reader.cursor = { ...reader.cursor, fullRescanAt: 0 };
    for (let count = 0; count < 5; count += 1) pull(reader, [a, b, c, d], ledgerStart + hour, 1, 1);
    expect(reader.cursor.gaps).toEqual([]);
  });

  it('of several entries stays for the earlier entries when a short scan shows the later entries', () => {
    const change = (later: number): Change => ({ asset: 'USD', change: 1, later });
    const all = entriesOf([change(0), change(hour), change(4 * hour), change(0)]);
    const [first, early, late, last] = all as [LedgerEntry, LedgerEntry, LedgerEntry, LedgerEntry];
    const reader: Reader = { cursor: newCursor, stored: new Set() };
    pull(reader, [first], ledgerStart + 180_000, 10, 1);
    pull(reader, [first, last], ledgerStart + 5 * hour, 10, 1);
    expect(reader.cursor.gaps).toMatchObject([{ entry: last.id, from: ledgerStart, to: last.time }]);
    // It looks two hours back: at the late entry, not at the early one.
    pull(reader, [first, late, last], ledgerStart + 6 * hour, 10, 1);
    expect(reader.cursor.gaps).toMatchObject([{ entry: late.id, from: ledgerStart, to: late.time }]);
    reader.cursor = { ...reader.cursor, fullRescanAt: 0 };
    pull(reader, all, ledgerStart + 7 * hour, 10, 1);
    expect([reader.cursor.gaps, reader.stored.has(early.id)]).toEqual([[], true]);
  });
});
