import { describe, expect, it } from 'vitest';
import { readFuturesLedger } from '../../../../lib/exchanges/kraken/futures/ledger.ts';
import { readSpotLedger } from '../../../../lib/exchanges/kraken/spot/ledger.ts';
import type { LedgerPage, LedgerPlace } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { placeBehind, requirePlaces } from '../../../../lib/exchanges/rules/unread-entries.ts';
import { afterPage } from '../../../../lib/ledger/ingest/read-ledger.ts';
import { runningBalance } from '../../../../lib/ledger/proof/running-balance.ts';
import { ledgerCoverage } from '../../../../lib/ledger/store/ledger-coverage.ts';
import { newCursor } from '../../../../lib/ledger/store/ledger-cursor.ts';

const start = Date.UTC(2026, 4, 1);
const minute = 60_000;

/** A row of a ledger. `isRead` false: its amount is no number. */
interface Row {
  readonly id: number;
  readonly time: number;
  readonly isRead: boolean;
}

function rowsOf(count: number, readable: readonly number[], stepMs = minute): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ id: index + 1, time: start + (index + 1) * stepMs },
    isRead: readable.includes(index + 1),
  }));
}

type Read = (after: LedgerPlace | null, maxRequests: number, since?: number | null) => Promise<LedgerPage>;

/** Ledgers as documented: newest first, `start` exclusive, seconds or an id; a page of four. */
function spot(rows: readonly Row[]): Read {
  const wire = ({ time, isRead }: Row) => ({
    ...{ refid: 'T1', time: time / 1000, type: 'trade', subtype: '', asset: 'ZUSD' },
    ...{ amount: isRead ? '1' : 'much', fee: '0', balance: '1' },
  });
  const isAfter = ({ id, time }: Row, bound = '0') =>
    bound.startsWith('L') ? id > Number(bound.slice(1)) : time / 1000 > Number(bound);
  const ledgers = async ({ start: from, end, ofs = '0' }: Record<string, string>) => {
    const found = rows.filter((row) => isAfter(row, from) && (end === undefined || !isAfter(row, end))).toReversed();
    const page = found.slice(Number(ofs), Number(ofs) + 4);
    const ledger = Object.fromEntries(page.map((row) => [`L${row.id}`, wire(row)]));
    return { error: [], result: { ledger, count: found.length } };
  };
  return (after, maxRequests, since = null) => readSpotLedger(ledgers, { since, after, maxRequests }, (asset) => asset);
}

/** The account log as documented: ascending, `since` and `from` inclusive; here a hundred rows a page. */
function futures(rows: readonly Row[], idOf: (row: Row) => string = ({ id }) => String(id)): Read {
  const wire = (row: Row) => ({
    ...{ id: idOf(row), date: new Date(row.time).toISOString(), asset: 'usd', info: 'futures trade' },
    ...{ margin_account: 'flex', old_balance: row.isRead ? '1' : 'much', new_balance: '2' },
  });
  const log = async ({ since = '0', from = '0' }: Record<string, string>) => ({
    accountUid: 'alice',
    logs: rows
      .filter(({ id, time }) => time >= Number(since) && id >= Number(from))
      .slice(0, 100)
      .map(wire),
  });
  return (after, maxRequests, since = null) => readFuturesLedger(log, { since, after, maxRequests }, (name) => name);
}

const markets = { spot, futures } as const;

/** Pulls that resume where the last page ended. */
async function readAll(read: Read, maxRequests: number): Promise<{ ids: number[]; unread: number; calls: number }> {
  const ids: number[] = [];
  let [after, unread]: [LedgerPlace | null, number] = [null, 0];
  for (let calls = 1; calls < 60; calls += 1) {
    const page: LedgerPage = await read(after, maxRequests);
    ids.push(...page.entries.map(({ id }) => Number(id.replace('L', ''))));
    unread += page.unread?.length ?? 0;
    if (page.isLast) return { ids, unread, calls };
    const last = page.entries.at(-1);
    after = last ?? { id: '', time: page.readTo ?? Number.NaN };
    expect(after.time).not.toBeNaN();
  }
  throw new Error('the reading does not end');
}

describe.each(['spot', 'futures'] as const)('a ledger of Kraken %s', (market) => {
  it('whose only new row cannot be read tells the place of the row, and claims nothing about its time', async () => {
    const since = start + 30_000;
    const page = await markets[market](rowsOf(1, []))(null, 4, since);
    expect(page).toMatchObject({ entries: [], unread: [{ from: null, to: start + minute }], isLast: true });
    const startedAt = start + 30 * minute;
    const cursor = afterPage(newCursor, {
      ...{ proof: runningBalance, page, isFullRescan: false, startedAt },
      window: { since, after: null },
    });
    const coverage = ledgerCoverage(runningBalance, cursor, { to: startedAt - 5 * minute });
    expect(coverage).toMatchObject({ complete: false, gaps: [{ from: since, to: start + minute }] });
  });

  it('reads on behind pages without a readable entry, and every reading ends', async () => {
    const count = market === 'spot' ? 21 : 521;
    const rows = rowsOf(count, [count - 1]);
    const { ids, unread, calls } = await readAll(markets[market](rows), 2);
    expect(ids).toEqual([count - 1]);
    expect(unread).toBeGreaterThanOrEqual(count - 1);
    expect(calls).toBeGreaterThan(2);
  });

  it('with more unreadable rows of one moment than a reading reaches is an error, and no endless reading', async () => {
    const read = markets[market](rowsOf(520, [], 0));
    await expect(read({ id: '', time: start }, 2)).rejects.toThrow('valid body');
  });
});

it('the garbled id of a row that cannot be read skips no entry of the account log', async () => {
  const rows = rowsOf(150, [...Array.from({ length: 99 }, (_, index) => index + 1), 120]);
  const idOf = ({ id }: Row) => (id === 100 ? '99999999999999999999' : String(id));
  expect((await readAll(futures(rows, idOf), 10)).ids).toContain(120);
});

describe('rows without a place', () => {
  it('are no ledger, where no other row of the page tells a time or an id', () => {
    const none = { time: null, id: null };
    expect(() => requirePlaces('X', [none, none])).toThrow('valid body');
    for (const row of [
      { time: 1, id: null },
      { time: null, id: 'a' },
    ])
      requirePlaces('X', [none, row]);
    requirePlaces('X', []);
  });

  it('lead nowhere: reading goes on at the newest time alone, and never at its own beginning', () => {
    expect(placeBehind('X', [{ time: 5 }, { time: 9 }, { time: null }], 4)).toBe(9);
    expect(() => placeBehind('X', [{ time: 5 }, { time: null }], 5)).toThrow('valid body');
    expect(() => placeBehind('X', [{ time: null }], 0)).toThrow('valid body');
  });
});
