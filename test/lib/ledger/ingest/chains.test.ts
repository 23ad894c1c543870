import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../../lib/decimal.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { changeOf } from '../../../../lib/exchanges/model/ledger-entry.ts';
import {
  type Books,
  followChains,
  type LedgerGap,
  type Links,
  type Reading,
} from '../../../../lib/ledger/ingest/chains.ts';
import { bookStart, booksOf, changes, rowOf } from '../fixture-ledger.ts';

const nothing: Books = { chains: {}, beginning: null };
const whole: Reading = { from: 0, links: {} };

/** Page by page, as one reading. */
function followAll(pages: readonly (readonly LedgerEntry[])[]): { books: Books; gaps: LedgerGap[] } {
  let [books, links, gaps]: [Books, Links, LedgerGap[]] = [nothing, {}, []];
  for (const page of pages) {
    const followed = followChains(page, books, { from: 0, links });
    [books, links, gaps] = [followed.books, followed.links, [...gaps, ...followed.gaps]];
  }
  return { books, gaps };
}

function cutAt(rows: readonly LedgerEntry[], cuts: readonly number[]): LedgerEntry[][] {
  const edges = [0, ...cuts.map((cut) => cut % (rows.length + 1)).toSorted((a, b) => a - b), rows.length];
  return edges.slice(1).map((edge, index) => rows.slice(edges[index], edge));
}

/** Of the rows that are shown: those before which hidden rows have changed the balance, and by what rows. */
function truth(rows: readonly LedgerEntry[], isHidden: (row: LedgerEntry) => boolean) {
  const hidden = new Map<string, LedgerEntry[]>();
  const seen = new Map<string, number>();
  return rows.flatMap((row) => {
    if (isHidden(row)) {
      hidden.set(row.asset, [...(hidden.get(row.asset) ?? []), row]);
      return [];
    }
    const missing = hidden.get(row.asset) ?? [];
    const from = seen.get(row.asset) ?? 0;
    hidden.delete(row.asset);
    seen.set(row.asset, row.time);
    const net = missing.reduce((sum, each) => sum.plus(changeOf(each)), new Decimal(0));
    return net.isZero() ? [] : [{ row: row.id, from, to: row.time, missing }];
  });
}

const cuts = fc.array(fc.nat(60), { maxLength: 6 });

describe('the chains of an exchange’s books', () => {
  it('have no gap where nothing is hidden, however the pages are cut', () => {
    fc.assert(
      fc.property(changes(), cuts, (all, at) => {
        const rows = booksOf(all);
        const { gaps, books } = followAll(cutAt(rows, at));
        expect(gaps).toEqual([]);
        expect(books.beginning).toEqual({ id: rows[0]?.id, time: rows[0]?.time, foundNothing: true });
      }),
    );
  });

  it('have a gap exactly where hidden rows changed a balance, and its ends enclose them', () => {
    fc.assert(
      fc.property(changes(), cuts, fc.infiniteStream(fc.boolean()), (all, at, hides) => {
        const rows = booksOf(all);
        const hidden = new Set(rows.filter(() => hides.next().value).map(({ id }) => id));
        // A first row that is hidden is not missed: nothing is claimed of what lies before the first one shown.
        const [first] = rows;
        if (first !== undefined) hidden.delete(first.id);
        const shown = rows.filter(({ id }) => !hidden.has(id));
        const { gaps } = followAll(cutAt(shown, at));
        const expected = truth(rows, ({ id }) => hidden.has(id));
        const order = (a: { row: string | null }, b: { row: string | null }) => Number(a.row) - Number(b.row);
        expect(gaps.toSorted(order).map(({ row, from, to }) => ({ row, from, to }))).toEqual(
          expected.map(({ row, from, to }) => ({ row, from, to })),
        );
        for (const { from, to, missing } of expected)
          for (const { time } of missing) expect(time >= from && time <= to).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('are whole again once every row has been shown, and open with what the true first row found', () => {
    fc.assert(
      fc.property(changes(), cuts, fc.infiniteStream(fc.boolean()), (all, at, hides) => {
        const rows = booksOf(all);
        const { books } = followAll([rows.filter(() => hides.next().value)]);
        let [links, gaps, current]: [Links, LedgerGap[], Books] = [{}, [], books];
        for (const page of cutAt(rows, at)) {
          const followed = followChains(page, current, { from: 0, links });
          [links, gaps, current] = [followed.links, [...gaps, ...followed.gaps], followed.books];
        }
        expect(gaps).toEqual([]);
        for (const chain of Object.values(current.chains)) expect(chain.opening).toBe('0');
      }),
    );
  });

  it('judge a row only where the row before it is known', () => {
    const [a, b, c] = ['1', '2', '3'].map((id, index) =>
      rowOf({ id, time: bookStart + index, before: String(index + 5), after: String(index + 6) }),
    ) as [LedgerEntry, LedgerEntry, LedgerEntry];
    const { books, verified } = followChains([a, b, c], nothing, whole);
    expect([...verified]).toEqual(['2', '3']);
    expect([...followChains([b, c], books, { from: bookStart + 1, links: {} }).verified]).toEqual(['3']);
  });

  it('go on from the last row known where the exchange no longer shows it', () => {
    const [a, c] = [rowOf({ id: '1', after: '5' }), rowOf({ id: '3', time: bookStart + 9, before: '7', after: '8' })];
    const { books } = followChains([a], nothing, whole);
    expect(followChains([c], books, { from: bookStart - 5, links: {} }).gaps).toMatchObject([
      { from: bookStart, to: bookStart + 9, row: '3' },
    ]);
  });

  it('say that something came before, where the first row of money found some', () => {
    const position = rowOf({ id: '1', kind: 'position', asset: 'PF_XBTUSD', before: '0', after: '1' });
    const cash = rowOf({ id: '2', before: '5', after: '4' });
    expect(followChains([position, cash], nothing, whole).books.beginning).toMatchObject({
      id: '1',
      foundNothing: false,
    });
  });

  it('miss the first row of a second asset, and cannot say how far back it lies', () => {
    const first = rowOf({ id: '1', before: '0', after: '5' });
    const other = rowOf({ id: '2', time: bookStart + 5, asset: 'BTC', before: '1', after: '0' });
    expect(followChains([first, other], nothing, whole).gaps).toEqual([
      { wallet: 'spot', asset: 'BTC', from: 0, to: bookStart + 5, row: '2', tries: 0 },
    ]);
  });
});
