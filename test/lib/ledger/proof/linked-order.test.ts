import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { balanceAfter } from '../../../../lib/ledger/proof/balance-after.ts';
import type { KnownHistory } from '../../../../lib/ledger/proof/chains.ts';
import { type EntryTerms, entryOf, ledgerStart } from '../fixture-ledger.ts';

const nothing: KnownHistory = { chains: {}, beginning: null };

/** Entries of one asset, named by their balances: `0>1`, all of one instant unless `@` names a later one. */
function entries(...names: string[]): LedgerEntry[] {
  return names.map((name, index) => {
    const [, before = '', after = '', later = '0'] = /^(\d+)>(\d+)(?:@(\d+))?$/.exec(name) ?? [];
    const terms: EntryTerms & { id: string } = { id: `${index} ${name}`, before, after };
    return entryOf({ ...terms, time: ledgerStart + Number(later) });
  });
}

function follow(page: readonly LedgerEntry[], known = nothing) {
  return balanceAfter.follow(page, known, { from: 0, links: {} });
}

function gapsOf(page: readonly LedgerEntry[]) {
  return follow(page).gaps.map(({ entry }) => entry);
}

describe('entries of one instant', () => {
  it('are no gap in whatever order the exchange lists them', () => {
    for (const listed of [
      ['0>1', '1>3', '3>6'],
      ['0>1', '3>6', '1>3'],
      ['3>6', '1>3', '0>1'],
      ['1>3', '0>1', '3>6'],
    ])
      expect(gapsOf(entries(...listed))).toEqual([]);
  });

  it('leave the balance of the last in the order of the balances', () => {
    const { known } = follow(entries('3>6', '1>3', '0>1'));
    expect(known.chains['spot/USD']).toMatchObject({ opening: '0', balance: '6' });
    expect(known.beginning).toMatchObject({ foundNothing: true });
  });

  it('link to the entries before and after', () => {
    expect(gapsOf(entries('0>5', '7>9@1', '5>7@1', '9>4@2'))).toEqual([]);
  });

  it('show the missing entry among them', () => {
    expect(gapsOf(entries('0>1', '3>6', '6>7@1'))).toEqual(['1 3>6']);
  });

  it('show the missing entry before them, although they could be read as a circle', () => {
    expect(gapsOf(entries('0>1', '3>1@1', '1>3@1'))).toEqual(['1 3>1@1']);
    expect(gapsOf(entries('0>1', '3>1@1', '1>3@1', '3>4@2'))).toEqual(['1 3>1@1']);
  });

  it('show the missing entry behind an order that would end elsewhere', () => {
    expect(gapsOf(entries('0>1', '1>2@1', '5>5@1', '5>6@2'))).toEqual(['2 5>5@1']);
  });

  it('link in any order where each balance is met once', () => {
    const shuffled = fc
      .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 12 })
      .map((balances) => balances.map((after, index) => `${balances[index - 1] ?? 0}>${after}`))
      .chain((names) => fc.shuffledSubarray(names, { minLength: names.length }).map((listed) => ({ listed, names })));
    fc.assert(
      fc.property(shuffled, ({ listed, names }) => {
        const end = names.at(-1)?.split('>')[1];
        expect(gapsOf(entries(...listed, `${end}>100@1`))).toEqual([]);
      }),
    );
  });
});
