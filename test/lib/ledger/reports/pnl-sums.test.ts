import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pnlSums } from '../../../../lib/ledger/reports/pnl-sums.ts';
import { entryOf } from '../fixture-stored-ledger.ts';

const decimalDigits = 18;
/** An amount in units of 10^-18, and its text. */
const amount = fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n });
function textOf(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimalDigits + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -decimalDigits)}.${digits.slice(-decimalDigits)}`;
}
function unitsOf(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(decimalDigits, '0'));
}

const entry = fc.record({
  group: fc.constantFrom('a', 'b', null),
  asset: fc.constantFrom('USD', 'BTC'),
  pnl: amount,
  funding: amount,
  fee: amount,
  liquidationFee: amount,
});
type Entry = typeof entry extends fc.Arbitrary<infer T> ? T : never;

function sumsOf(entries: readonly Entry[]) {
  const sums = pnlSums();
  for (const { group, asset, pnl, funding, fee, liquidationFee } of entries) {
    const amounts = { realizedPnl: textOf(pnl), funding: textOf(funding), fee: textOf(fee) };
    sums.add(group, entryOf({ asset, ...amounts, liquidationFee: textOf(liquidationFee) }));
  }
  return sums;
}

function total(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}

describe('sums of PnL', () => {
  it('are exact to the last digit, whatever the digits', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (entries) => {
        for (const { group, asset, realizedPnl, funding, fees, net } of sumsOf(entries).lines()) {
          const own = entries.filter((each) => each.group === group && each.asset === asset);
          const exact = {
            pnl: total(own.map(({ pnl }) => pnl)),
            funding: total(own.map((each) => each.funding)),
            fees: total(own.map(({ fee, liquidationFee }) => fee + liquidationFee)),
          };
          expect(unitsOf(realizedPnl ?? '')).toBe(exact.pnl);
          expect(unitsOf(funding)).toBe(exact.funding);
          expect(unitsOf(fees)).toBe(exact.fees);
          expect(unitsOf(net)).toBe(exact.pnl + exact.funding - exact.fees);
        }
      }),
    );
  });

  it('are the same in any order of the entries', () => {
    const shuffled = fc.array(entry, { maxLength: 30 }).chain((entries) =>
      fc.record({
        entries: fc.constant(entries),
        again: fc.shuffledSubarray(entries, { minLength: entries.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ entries, again }) => {
        expect(sumsOf(again).lines()).toEqual(sumsOf(entries).lines());
      }),
    );
  });

  it('of all groups together are the totals', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (entries) => {
        const together = sumsOf(entries.map((each) => ({ ...each, group: null })));
        expect(sumsOf(entries).totals()).toEqual(together.totals());
      }),
    );
  });

  it('keep digits that floats and short decimals lose', () => {
    const sums = pnlSums();
    for (const realizedPnl of ['1000000000000000000000', '0.1', '0.2', '0.000000000000000001'])
      sums.add('a', entryOf({ realizedPnl }));
    expect(sums.lines()).toMatchObject([{ realizedPnl: '1000000000000000000000.300000000000000001' }]);
  });

  it('add PnL and funding and subtract both fees', () => {
    const sums = pnlSums();
    sums.add('a', entryOf({ realizedPnl: '10', funding: '-0.5', fee: '0.25' }));
    sums.add('a', entryOf({ kind: 'liquidation', realizedPnl: '-3', fee: '0.05', liquidationFee: '1' }));
    sums.add('a', entryOf({ kind: 'funding', funding: '0.125' }));
    expect(sums.lines()).toEqual([
      {
        ...{ group: 'a', asset: 'USD', realizedPnl: '7', funding: '-0.375', interest: '0', insurance: '0' },
        ...{ fees: '1.3', otherFees: '0', net: '5.325' },
      },
    ]);
  });

  it('count what an insurance fund has paid by a name of its own, and follow the wallet with it', () => {
    const sums = pnlSums();
    const loss = { kind: 'liquidation', fee: null, realizedPnl: null, liquidationFee: null } as const;
    sums.add('a', entryOf({ ...loss, kind: 'trade', realizedPnl: '-2000', change: '-2000' }));
    sums.add('a', entryOf({ ...loss, liquidationFee: '8.5', change: '-8.5' }));
    sums.add('a', entryOf({ ...loss, change: '1427.4807' }));
    sums.add('a', entryOf({ ...loss, kind: 'transfer', change: '50' }));
    const [total] = sums.totals();
    expect(total).toMatchObject({ realizedPnl: '-2000', insurance: '1427.4807', fees: '8.5', net: '-581.0193' });
  });

  it('count interest as the balance does, and other fees apart from the cost of trading', () => {
    const sums = pnlSums();
    sums.add('a', entryOf({ kind: 'trade', fee: '0.25' }));
    sums.add('a', entryOf({ kind: 'interest', label: 'interest payment', before: '-120.5', after: '-120.75' }));
    sums.add('a', entryOf({ kind: 'transfer', label: 'withdrawal', fee: '3.5' }));
    expect(sums.totals()).toMatchObject([{ interest: '-0.25', fees: '0.25', otherFees: '3.5', net: '-0.5' }]);
  });

  it.each([
    ['trade', '1', '0'],
    ['liquidation', '1', '0'],
    ['settlement', '1', '0'],
    ['rollover', '1', '0'],
    ['funding', '1', '0'],
    ['transfer', '0', '1'],
    ['conversion', '0', '1'],
    ['other', '0', '1'],
  ] as const)('take the fee of a %s entry as fees %s and other fees %s', (kind, fees, otherFees) => {
    const sums = pnlSums();
    sums.add('a', entryOf({ kind, fee: '1' }));
    expect(sums.totals()).toMatchObject([{ fees, otherFees, net: kind === 'trade' ? '-1' : expect.any(String) }]);
  });

  it('know no profit where trades tell none, unless another entry tells one', () => {
    const sums = pnlSums();
    sums.add('spot', entryOf({ fee: '1' }), true);
    expect(sums.lines()).toMatchObject([{ realizedPnl: null, net: '-1', fees: '1' }]);
    sums.add('spot', entryOf({ label: 'margin', realizedPnl: '5' }));
    expect(sums.lines()).toMatchObject([{ realizedPnl: '5', net: '4', fees: '1' }]);
  });

  it('include the realized PnL of an entry of unknown kind', () => {
    const sums = pnlSums();
    sums.add('a', entryOf({ kind: 'other', label: 'portfolio auctioning', realizedPnl: '-7' }));
    expect(sums.totals()).toMatchObject([{ realizedPnl: '-7', net: '-7' }]);
  });

  it('put fees of spot entries, which name no symbol, last', () => {
    const sums = pnlSums();
    sums.add(null, entryOf({ wallet: 'spot', symbol: null, asset: 'EUR', fee: '0.4' }));
    sums.add('b', entryOf({ fee: '1' }));
    expect(sums.lines().map(({ group, asset, net }) => [group, asset, net])).toEqual([
      ['b', 'USD', '-1'],
      [null, 'EUR', '-0.4'],
    ]);
  });

  it('leave out contracts, which repeat the money of the cash entry, and entries without earnings and costs', () => {
    const sums = pnlSums();
    sums.add('a', entryOf({ kind: 'position', asset: 'PF_XBTUSD', realizedPnl: '10', funding: '1', fee: '1' }));
    sums.add('a', entryOf({ kind: 'transfer', before: '0', after: '500', fee: '0' }));
    expect([sums.lines(), sums.totals()]).toEqual([[], []]);
  });
});
