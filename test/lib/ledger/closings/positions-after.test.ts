import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fill } from '../../../../lib/exchanges/model/history.ts';
import { positionsAfter } from '../../../../lib/ledger/closings/positions-after.ts';

function fill(id: string, change: string, terms: Partial<Fill> = {}): Fill {
  const quantity = new Decimal(change);
  const side = quantity.isNegative() ? 'sell' : 'buy';
  return { id, side, quantity: quantity.abs().toFixed(), timestamp: 1000 + Number(id), ...terms } as Fill;
}

function told(now: string, fills: readonly Fill[]): Record<string, string> | null {
  const after = positionsAfter(now, fills);
  return after && Object.fromEntries([...after].map(([id, { size, isOwn }]) => [id, isOwn ? `${size} own` : size]));
}

describe('the position after a trade', () => {
  it.each([
    ['opened', '3', ['3'], ['3']],
    ['closed in part', '1', ['3', '-2'], ['3', '1']],
    ['closed', '0', ['3', '-3'], ['3', '0']],
    ['closed and opened again', '2', ['3', '-3', '2'], ['3', '0', '2']],
    ['turned to the other side by one fill', '-1', ['3', '-4'], ['3', '-1']],
    ['short and closed', '0', ['-0.3', '0.1', '0.2'], ['-0.3', '-0.2', '0']],
  ])('of a position that is %s', (_title, now, changes, expected) => {
    const fills = changes.map((change, index) => fill(String(index + 1), change));
    expect(Object.values(told(now, fills) ?? {})).toEqual(expected);
  });

  it('of fills of one millisecond goes by the ids, which are numbers and no texts', () => {
    const at = { timestamp: 5000 };
    const fills = [fill('10', '-2', at), fill('8', '3', at), fill('9', '-1', at)];
    expect(told('0', fills)).toEqual({ 8: '3', 9: '2', 10: '0' });
  });

  it('is not touched by two orders of the account that traded with each other', () => {
    const fills = [fill('1', '3'), fill('2', '3'), fill('2', '-3'), fill('3', '-3')];
    expect(told('0', fills)).toEqual({ 1: '3', 2: '3 own', 3: '0' });
  });

  it.each([
    ['belongs to a side of hedge mode', { isHedged: true as const }],
    ['has an id that is no number', { id: 'x2' }],
  ])('is not told where one fill %s', (_title, terms) => {
    expect(told('0', [fill('1', '3'), fill('2', '-3', terms)])).toBeNull();
  });

  it('is not told where a fill is told twice', () => {
    expect(told('0', [fill('1', '3'), fill('2', '-3'), fill('2', '-3')])).toBeNull();
  });

  it('is the sum of all fills up to the trade, to the last digit, in whatever order the fills come', () => {
    const change = fc.integer({ min: -9, max: 9 }).filter((each) => each !== 0);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), fc.nat(1000), (changes, seed) => {
        const sums = changes.map((_change, index) =>
          changes.slice(0, index + 1).reduce((sum, each) => sum.plus(new Decimal(each).div(10)), new Decimal(0)),
        );
        const fills = changes.map((each, index) => fill(String(index + 1), new Decimal(each).div(10).toFixed()));
        const shuffled = fills.toSorted(
          (one, other) => ((Number(one.id) * seed) % 7) - ((Number(other.id) * seed) % 7),
        );
        expect(told(sums.at(-1)?.toFixed() ?? '0', shuffled)).toEqual(
          Object.fromEntries(sums.map((sum, index) => [index + 1, sum.toFixed()])),
        );
      }),
    );
  });
});
