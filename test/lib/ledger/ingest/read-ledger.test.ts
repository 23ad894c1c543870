import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../../lib/decimal.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import {
  afterPage,
  finalityLagMs,
  fullRescanOverlapMs,
  isFullRescanDue,
  nextWindow,
  overlapMs,
  startedOver,
} from '../../../../lib/ledger/ingest/read-ledger.ts';
import { chainKey } from '../../../../lib/ledger/proof/chains.ts';
import { runningBalance } from '../../../../lib/ledger/proof/running-balance.ts';
import { type LedgerCursor, newCursor } from '../../../../lib/ledger/store/ledger-cursor.ts';
import { changes, entriesOf, entryOf, ledgerStart } from '../fixture-ledger.ts';
import { pull, type Reader } from './fixture-reader.ts';

const proof = runningBalance;
const hour = 3_600_000;
const day = 24 * hour;

function withoutLook({ cursor, stored }: Reader, shown: readonly LedgerEntry[]): LedgerEntry[] {
  return shown.filter(({ id, time }) => time < (cursor.coveredTo ?? 0) && !stored.has(id));
}

/** Chains whose stored entries do not lead from what the first one found to what the last one left. */
function wrongSums({ cursor, stored }: Reader, entries: readonly LedgerEntry[]): string[] {
  return Object.entries(cursor.known.chains).flatMap(([key, { opening, balance }]) => {
    const own = entries.filter((entry) => chainKey(entry) === key && stored.has(entry.id));
    const sum = own.reduce((total, entry) => total.plus(entry.change), new Decimal(opening ?? Number.NaN));
    return sum.eq(balance ?? Number.NaN) ? [] : [`${key}: ${sum.toFixed()} instead of ${balance}`];
  });
}

function pullOften(reader: Reader, shown: readonly LedgerEntry[], now: number, size: number): number {
  let at = now;
  for (let count = 0; count < 40; count += 1) {
    at += reader.cursor.scan === null ? 25 * hour : 15 * 60_000;
    pull(reader, shown, at, size, 3);
  }
  return at;
}

const terms = fc.record({
  all: changes(60),
  pulls: fc.array(
    fc.record({
      later: fc.constantFrom(60_000, 900_000, hour, day),
      size: fc.integer({ min: 1, max: 12 }),
      requests: fc.integer({ min: 1, max: 4 }),
    }),
    { maxLength: 25 },
  ),
  lateness: fc.infiniteStream(fc.constantFrom(0, 0, 0, 90 * 60_000)),
  hides: fc.infiniteStream(fc.constantFrom(false, false, true)),
});

describe('the watermark', () => {
  it('never passes a shown entry, whatever the pages, and in the end no entry is missing and no gap is left', () => {
    fc.assert(
      fc.property(terms, ({ all, pulls, lateness, hides }) => {
        const entries = entriesOf(all);
        const shows = new Map(entries.map(({ id, time }) => [id, time + lateness.next().value]));
        const hidden = new Set(entries.filter(() => hides.next().value).map(({ id }) => id));
        const reader: Reader = { cursor: newCursor, stored: new Set() };
        let now = ledgerStart;
        for (const { later, size, requests } of pulls) {
          now += later;
          const visible = entries.filter(
            ({ id, time }) => time <= now && (shows.get(id) ?? 0) <= now && !hidden.has(id),
          );
          pull(reader, visible, now, size, requests);
          // Those that have just come in behind the watermark are the overlap's to find.
          const settled = visible.filter(({ id, time }) => shows.get(id) === time);
          expect(withoutLook(reader, settled)).toEqual([]);
        }
        // A long look back that is under way has passed some of them already: its end counts as a try.
        const lastTries = reader.cursor.scan?.isFullRescan ? 1 : 0;
        const lost = reader.cursor.gaps.filter(({ tries }) => tries + lastTries >= 7).map(({ entry }) => entry);
        pullOften(reader, entries, now + 100 * day, 5);
        expect(reader.cursor.gaps.filter(({ entry }) => !lost.includes(entry))).toEqual([]);
        // Hidden entries that cancel each other out break no chain; of those the sums must tell, see reconcile.test.ts.
        if (hidden.size > 0) return;
        expect(withoutLook(reader, entries)).toEqual([]);
        expect(wrongSums(reader, entries)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is followed by an overlap: the next pull finds an entry that arrives 90 minutes late', () => {
    const change = (later: number) => ({ asset: 'USD', change: 1, later });
    const [first, late] = entriesOf([change(0), change(2 * hour)]) as [LedgerEntry, LedgerEntry];
    const reader: Reader = { cursor: newCursor, stored: new Set() };
    for (const hours of [1, 2, 3]) pull(reader, [first], ledgerStart + hours * hour, 10, 1);
    expect(reader.cursor.coveredTo).toBeGreaterThan(late.time);
    pull(reader, [first, late], ledgerStart + 3.5 * hour, 10, 1);
    expect(reader.stored.has(late.id)).toBe(true);
  });

  it('stays in place when an unfinished scan shows no entry', () => {
    const window = { since: null, after: null };
    const page = { entries: [], isLast: false, owner: null, requests: 2 };
    const { coveredTo, resumeAfter } = afterPage(newCursor, {
      proof,
      window,
      page,
      isFullRescan: true,
      startedAt: ledgerStart,
    });
    expect([coveredTo, resumeAfter]).toEqual([null, null]);
  });

  it('of an unfinished scan is the time of the last entry, exclusive', () => {
    const entries = [entryOf({ id: '1' }), entryOf({ id: '2', time: ledgerStart + 5 })];
    const page = { entries, isLast: false, owner: null, requests: 1 };
    const window = { since: null, after: null };
    const cursor = afterPage(newCursor, { proof, window, page, isFullRescan: true, startedAt: ledgerStart + day });
    expect(cursor).toMatchObject({ coveredTo: ledgerStart + 5, resumeAfter: { id: '2', time: ledgerStart + 5 } });
  });

  it('of the last page lies two minutes before the request', () => {
    const page = { entries: [], isLast: true, owner: null, requests: 1 };
    const window = { since: null, after: null };
    expect(afterPage(newCursor, { proof, window, page, isFullRescan: true, startedAt: ledgerStart }).coveredTo).toBe(
      ledgerStart - finalityLagMs,
    );
  });
});

describe('a scan', () => {
  const covered: LedgerCursor = {
    ...newCursor,
    coveredTo: ledgerStart + 10 * day,
    fullRescanAt: ledgerStart + 10 * day,
  };
  const gap = {
    wallet: 'spot',
    asset: 'USD',
    from: ledgerStart + day,
    to: ledgerStart + 2 * day,
    entry: '5',
    tries: 0,
  };

  it('begins two hours before the covered time, and once a day twenty-four hours before', () => {
    expect(nextWindow(covered, false)).toEqual({ since: ledgerStart + 10 * day - overlapMs, after: null });
    expect(nextWindow(covered, true)).toEqual({ since: ledgerStart + 10 * day - fullRescanOverlapMs, after: null });
  });

  it('goes back to an open gap once a day, seven times', () => {
    expect(nextWindow({ ...covered, gaps: [gap] }, false).since).toBe(ledgerStart + 10 * day - overlapMs);
    expect(nextWindow({ ...covered, gaps: [gap] }, true).since).toBe(gap.from);
    expect(nextWindow({ ...covered, gaps: [{ ...gap, tries: 7 }] }, true).since).toBe(ledgerStart + 9 * day);
  });

  it('goes back at once to a row of the last day that could not be read, until a full rescan has tried', () => {
    const unread = { ...gap, wallet: 'unread', asset: 'unread', entry: 'unread', from: ledgerStart + 9.5 * day };
    const since = (gaps: LedgerCursor['gaps'], isFullRescan = false) =>
      nextWindow({ ...covered, gaps }, isFullRescan).since;
    expect(since([unread])).toBe(unread.from);
    expect(since([{ ...unread, tries: 1 }])).toBe(ledgerStart + 10 * day - overlapMs);
    expect(since([{ ...unread, from: ledgerStart + 8 * day }])).toBe(ledgerStart + 10 * day - overlapMs);
    expect(since([{ ...unread, from: ledgerStart + 8 * day }], true)).toBe(ledgerStart + 8 * day);
    expect(since([{ ...unread, from: ledgerStart + 10 * day - 1 }])).toBe(ledgerStart + 10 * day - overlapMs);
  });

  it('stays a full rescan or an ordinary scan until its end', () => {
    const entries = [entryOf({ id: '1' })];
    const page = { entries, isLast: false, owner: null, requests: 1 };
    const begun = (isFullRescan: boolean) =>
      afterPage(covered, {
        proof,
        window: nextWindow(covered, isFullRescan),
        page,
        isFullRescan,
        startedAt: ledgerStart + 10 * day,
      });
    expect(isFullRescanDue(begun(false), ledgerStart + 30 * day)).toBe(false);
    expect(isFullRescanDue(begun(true), ledgerStart + 10 * day)).toBe(true);
  });
});

describe('balances that differ', () => {
  const apart: LedgerCursor = {
    ...newCursor,
    coveredTo: ledgerStart + 10 * day,
    mismatches: [{ wallet: 'spot', asset: 'USD', ledger: '1', exchange: '2' }],
    checkpoint: { at: ledgerStart + 5 * day, balances: {} },
  };

  it('make rescans begin at the last agreement, for eight days', () => {
    expect(nextWindow(apart, true).since).toBe(ledgerStart + 5 * day);
    expect(nextWindow({ ...apart, coveredTo: ledgerStart + 14 * day }, true).since).toBe(ledgerStart + 13 * day);
    expect(nextWindow(apart, false).since).toBe(ledgerStart + 10 * day - overlapMs);
    const beginning = { id: '1', time: ledgerStart + 5 * day, foundNothing: false };
    expect(nextWindow({ ...apart, checkpoint: null, known: { chains: {}, beginning } }, true).since).toBeNull();
  });
});

describe('the ledger of another customer', () => {
  it('begins anew, and the gaps of the former ledger stay', () => {
    const gap = { wallet: 'flex', asset: 'USD', from: 5, to: 9, entry: '5', tries: 1 };
    const former: LedgerCursor = {
      ...newCursor,
      version: 7,
      credentialVersion: 'new',
      owner: 'alice',
      coveredTo: ledgerStart,
      gaps: [gap],
      known: { chains: {}, beginning: { id: '1', time: 3, foundNothing: false } },
    };
    const cursor = startedOver(former, 'bob', ledgerStart + hour);
    expect(cursor).toMatchObject({ version: 7, owner: 'bob', coveredTo: null, credentialVersion: 'new' });
    expect(cursor.gaps.map(({ from, to, entry }) => ({ from, to, entry }))).toEqual([
      { from: 0, to: 3, entry: null },
      { from: 5, to: 9, entry: null },
      { from: ledgerStart, to: ledgerStart + hour, entry: null },
    ]);
    const page = { entries: [entryOf({ id: '5' })], isLast: true, owner: 'bob', requests: 1 };
    const window = nextWindow(cursor, true);
    expect(afterPage(cursor, { proof, window, page, isFullRescan: true, startedAt: ledgerStart }).gaps).toHaveLength(3);
  });
});
