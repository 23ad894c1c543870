import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../../lib/decimal.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import type { KnownHistory, LedgerGap, Links, Scan } from '../../../../lib/ledger/proof/chains.ts';
import { runningBalance } from '../../../../lib/ledger/proof/running-balance.ts';
import { changes, entriesOf, entryOf, ledgerStart } from '../fixture-ledger.ts';

const nothing: KnownHistory = { chains: {}, beginning: null };
const whole: Scan = { from: 0, links: {} };

/** Page by page, as one reading. */
function followAll(pages: readonly (readonly LedgerEntry[])[]): { known: KnownHistory; gaps: LedgerGap[] } {
  let [known, links, gaps]: [KnownHistory, Links, LedgerGap[]] = [nothing, {}, []];
  for (const page of pages) {
    const followed = runningBalance.follow(page, known, { from: 0, links });
    [known, links, gaps] = [followed.known, followed.links, [...gaps, ...followed.gaps]];
  }
  return { known, gaps };
}

function cutAt(entries: readonly LedgerEntry[], cuts: readonly number[]): LedgerEntry[][] {
  const edges = [0, ...cuts.map((cut) => cut % (entries.length + 1)).toSorted((a, b) => a - b), entries.length];
  return edges.slice(1).map((edge, index) => entries.slice(edges[index], edge));
}

/** Of the entries that are shown: those before which hidden entries have changed the balance, and by what entries. */
function truth(entries: readonly LedgerEntry[], isHidden: (entry: LedgerEntry) => boolean) {
  const hidden = new Map<string, LedgerEntry[]>();
  const seen = new Map<string, number>();
  return entries.flatMap((entry) => {
    if (isHidden(entry)) {
      hidden.set(entry.asset, [...(hidden.get(entry.asset) ?? []), entry]);
      return [];
    }
    const missing = hidden.get(entry.asset) ?? [];
    const from = seen.get(entry.asset) ?? 0;
    hidden.delete(entry.asset);
    seen.set(entry.asset, entry.time);
    const net = missing.reduce((sum, each) => sum.plus(each.change), new Decimal(0));
    return net.isZero() ? [] : [{ entry: entry.id, from, to: entry.time, missing }];
  });
}

/**
 * The hidden entries that lie between shown entries of one asset and one instant. Balances alone give the order of an instant, so the shown
 * entries may link to each other in another order, and then no break shows.
 */
function withoutTrace(entries: readonly LedgerEntry[], hidden: ReadonlySet<string>): string[] {
  const instants = Map.groupBy(entries, ({ asset, time }) => `${asset} at ${time}`);
  return [...instants.values()].flatMap((instant) => {
    const isShown = ({ id }: LedgerEntry) => !hidden.has(id);
    const between = instant.slice(instant.findIndex(isShown) + 1, instant.findLastIndex(isShown));
    return between.filter(({ id }) => hidden.has(id)).map(({ id }) => id);
  });
}

const cuts = fc.array(fc.nat(60), { maxLength: 6 });

describe('the chains of a ledger', () => {
  it('have no gap where nothing is hidden, however the pages are cut', () => {
    fc.assert(
      fc.property(changes(), cuts, (all, at) => {
        const entries = entriesOf(all);
        const { gaps, known } = followAll(cutAt(entries, at));
        expect(gaps).toEqual([]);
        expect(known.beginning).toEqual({ id: entries[0]?.id, time: entries[0]?.time, foundNothing: true });
      }),
    );
  });

  it('have a gap exactly where hidden entries changed a balance, around those entries', () => {
    fc.assert(
      fc.property(changes(), cuts, fc.infiniteStream(fc.boolean()), (all, at, hides) => {
        const entries = entriesOf(all);
        const hidden = new Set(entries.filter(() => hides.next().value).map(({ id }) => id));
        // A first entry that is hidden is not missed: nothing is claimed of what lies before the first one shown.
        const [first] = entries;
        if (first !== undefined) hidden.delete(first.id);
        for (const id of withoutTrace(entries, hidden)) hidden.delete(id);
        const shown = entries.filter(({ id }) => !hidden.has(id));
        const { gaps } = followAll(cutAt(shown, at));
        const expected = truth(entries, ({ id }) => hidden.has(id));
        const order = (a: { entry: string | null }, b: { entry: string | null }) => Number(a.entry) - Number(b.entry);
        expect(gaps.toSorted(order).map(({ entry, from, to }) => ({ entry, from, to }))).toEqual(
          expected.map(({ entry, from, to }) => ({ entry, from, to })),
        );
        for (const { from, to, missing } of expected)
          for (const { time } of missing) expect(time >= from && time <= to).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('take the entries of one instant in the order in which they link, so entries hidden between them leave no trace', () => {
    const at = (later: number) => ({ time: ledgerStart + later });
    const opening = entryOf({ id: '1', before: '0', after: '1', ...at(0) });
    const ofOneInstant = [
      entryOf({ id: '4', before: '3', after: '3', ...at(5) }),
      entryOf({ id: '6', before: '1', after: '3', ...at(5) }),
    ];
    const last = entryOf({ id: '7', before: '3', after: '4', ...at(9) });
    expect(followAll([[opening, ...ofOneInstant, last]]).gaps).toEqual([]);
    const elsewhere = entryOf({ id: '7', before: '4', after: '5', ...at(9) });
    expect(followAll([[opening, ...ofOneInstant, elsewhere]]).gaps.length).toBeGreaterThan(0);
  });

  it('are whole again once every entry has been shown, and open with the true first balance', () => {
    fc.assert(
      fc.property(changes(), cuts, fc.infiniteStream(fc.boolean()), (all, at, hides) => {
        const entries = entriesOf(all);
        const { known } = followAll([entries.filter(() => hides.next().value)]);
        let [links, gaps, current]: [Links, LedgerGap[], KnownHistory] = [{}, [], known];
        for (const page of cutAt(entries, at)) {
          const followed = runningBalance.follow(page, current, { from: 0, links });
          [links, gaps, current] = [followed.links, [...gaps, ...followed.gaps], followed.known];
        }
        expect(gaps).toEqual([]);
        for (const chain of Object.values(current.chains)) expect(chain.opening).toBe('0');
      }),
    );
  });

  it('verify an entry only when its predecessor is known', () => {
    const [a, b, c] = ['1', '2', '3'].map((id, index) =>
      entryOf({ id, time: ledgerStart + index, before: String(index + 5), after: String(index + 6) }),
    ) as [LedgerEntry, LedgerEntry, LedgerEntry];
    const { known, verified } = runningBalance.follow([a, b, c], nothing, whole);
    expect([...verified]).toEqual(['2', '3']);
    expect([...runningBalance.follow([b, c], known, { from: ledgerStart + 1, links: {} }).verified]).toEqual(['3']);
  });

  it('continue from the last known entry when the exchange no longer shows that entry', () => {
    const [a, c] = [
      entryOf({ id: '1', after: '5' }),
      entryOf({ id: '3', time: ledgerStart + 9, before: '7', after: '8' }),
    ];
    const { known } = runningBalance.follow([a], nothing, whole);
    expect(runningBalance.follow([c], known, { from: ledgerStart - 5, links: {} }).gaps).toMatchObject([
      { from: ledgerStart, to: ledgerStart + 9, entry: '3' },
    ]);
  });

  it('do not begin at zero when the first entry of money found a balance', () => {
    const position = entryOf({ id: '1', kind: 'position', asset: 'PF_XBTUSD', before: '0', after: '1' });
    const cash = entryOf({ id: '2', before: '5', after: '4' });
    expect(runningBalance.follow([position, cash], nothing, whole).known.beginning).toMatchObject({
      id: '1',
      foundNothing: false,
    });
  });

  it('report a gap from the beginning when the first entry of a second asset is missing', () => {
    const first = entryOf({ id: '1', before: '0', after: '5' });
    const other = entryOf({ id: '2', time: ledgerStart + 5, asset: 'BTC', before: '1', after: '0' });
    expect(runningBalance.follow([first, other], nothing, whole).gaps).toEqual([
      { wallet: 'spot', asset: 'BTC', from: 0, to: ledgerStart + 5, entry: '2', tries: 0 },
    ]);
  });
});
