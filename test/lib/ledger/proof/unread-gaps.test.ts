import { describe, expect, it } from 'vitest';
import type { LedgerPage } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { unreadAmong } from '../../../../lib/exchanges/rules/unread-entries.ts';
import { afterPage, finalityLagMs } from '../../../../lib/ledger/ingest/read-ledger.ts';
import { runningBalance } from '../../../../lib/ledger/proof/running-balance.ts';
import { ledgerCoverage } from '../../../../lib/ledger/store/ledger-coverage.ts';
import { type LedgerCursor, newCursor } from '../../../../lib/ledger/store/ledger-cursor.ts';
import { entryOf } from '../fixture-ledger.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = Date.UTC(2026, 5, 1);
const proof = runningBalance;

const first = entryOf({ id: '1', time: now - 3 * hour, balanceBefore: '0', change: '5', balanceAfter: '5' });
const lost = entryOf({ id: '2', time: now - hour, balanceBefore: '5', change: '2', balanceAfter: '7' });

function read(
  cursor: LedgerCursor,
  { entries, unread = [] }: Pick<LedgerPage, 'entries' | 'unread'>,
  { since = null as number | null, startedAt = now } = {},
): LedgerCursor {
  const page = { entries, unread, isLast: true, owner: null, requests: 1 };
  return afterPage(cursor, { proof, window: { since, after: null }, page, isFullRescan: since === null, startedAt });
}
const unread = [{ from: first.time, to: lost.time }];
const covered = (cursor: LedgerCursor) => ledgerCoverage(proof, cursor, { to: now - 10 * minute });

describe('an entry at the end of the ledger that cannot be read', () => {
  it('is a gap: no chain is broken, and a sum without the entry would be wrong', () => {
    const cursor = read(newCursor, { entries: [first], unread });
    expect(cursor).toMatchObject({ coveredTo: now - finalityLagMs, gaps: [{ ...unread[0], tries: 1 }] });
    expect(covered(cursor)).toMatchObject({
      ...{ complete: false, gaps: unread },
      reasons: ['the exchange tells entries in a form that cannot be read at a time: see gaps'],
    });
    expect(covered(read(newCursor, { entries: [first] }))).toMatchObject({ complete: true });
  });

  it('is one gap however often the entry is met, and no gap once the entry was read', () => {
    let cursor = read(newCursor, { entries: [first], unread });
    for (let pull = 1; pull < 6; pull += 1) {
      const since = now - 3 * hour + pull * 15 * minute;
      cursor = read(cursor, { entries: [], unread: [{ from: null, to: lost.time }] }, { since, startedAt: now + pull });
    }
    expect(cursor.gaps).toMatchObject([unread[0]]);
    expect(covered(cursor).complete).toBe(false);
    // The next full rescan begins at the gap.
    cursor = read(cursor, { entries: [first, lost] }, { startedAt: now + hour });
    expect(cursor.gaps).toEqual([]);
    expect(covered(cursor)).toMatchObject({ complete: true });
  });

  it('stays a gap where a reading began within the gap', () => {
    const cursor = read(read(newCursor, { entries: [first], unread }), { entries: [] }, { since: lost.time - 1 });
    expect(cursor.gaps).toMatchObject(unread);
  });
});

it('the place of an unread row begins at the row before and ends at its own time, or at the row after', () => {
  const row = (time: number | null, isRead = true) => ({ time, entry: isRead ? { ...first, time: time ?? 0 } : null });
  expect(unreadAmong([row(1), row(5, false), row(9)])).toEqual([{ from: 1, to: 5 }]);
  expect(unreadAmong([row(1), row(null, false), row(9)])).toEqual([{ from: 1, to: 9 }]);
  expect(unreadAmong([row(null, false), row(9)])).toEqual([{ from: null, to: 9 }]);
  expect(unreadAmong([row(1), row(null, false)])).toEqual([{ from: 1, to: null }]);
});
