import '../../../property-seed.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../../lib/decimal.ts';
import { amountOrNone, orderBookFrom, priceOrNone } from '../../../../lib/exchanges/wire/prices.ts';

const garbled = expect.objectContaining({ code: 'EXCHANGE_UNAVAILABLE' });
const name = 'The Exchange';

describe('a price', () => {
  it.each([undefined, null, '0', '0.00000', 0])('%j is no price', (value) => {
    expect(priceOrNone(name, value)).toBeNull();
  });

  it.each(['', 'n/a', '-1', 'Infinity', '1,5', '-5.0000%', {}, ['1'], true])('%j is garbled', (value) => {
    expect(() => priceOrNone(name, value)).toThrow(garbled);
  });

  it('a volume may be zero, and not below', () => {
    expect(amountOrNone(name, '0.000')).toBe('0');
    expect(() => amountOrNone(name, '-1')).toThrow(garbled);
  });
});

describe('an order book', () => {
  const book = {
    bids: [
      ['99', '1'],
      ['98', '2'],
    ],
    asks: [
      ['100', '1'],
      ['101', '2'],
    ],
  };

  it('keeps the best levels of each side, best first', () => {
    expect(orderBookFrom(name, { ...book, bids: book.bids.toReversed() }, 1)).toEqual({
      bids: [{ price: '99', quantity: '1' }],
      asks: [{ price: '100', quantity: '1' }],
    });
  });

  it('a side without levels is empty', () => {
    expect(orderBookFrom(name, { bids: [], asks: [] }, 10)).toEqual({ bids: [], asks: [] });
  });

  it.each([
    ['an unreadable price', ['n/a', '1']],
    ['a price of zero', ['0', '1']],
    ['a negative price', ['-97', '1']],
    ['an unreadable quantity', ['97', '?']],
    ['a quantity of zero', ['97', '0']],
    ['no quantity', ['97']],
    ['no level', null],
    ['a level in another shape', { price: '97', quantity: '1' }],
    ['a second level at a price', ['98.0', '5']],
    ['a bid above the best ask', ['100.5', '1']],
    ['a bid at the best ask', ['100', '1']],
  ])('with %s is garbled as a whole, far from the best price too', (_what, level) => {
    expect(() => orderBookFrom(name, { ...book, bids: [...book.bids, level] }, 1)).toThrow(garbled);
  });

  it.each([{ asks: [] }, { bids: [] }, { bids: {}, asks: [] }, {}])(
    '%j lacks a side, and is no empty book',
    (sides) => {
      expect(() => orderBookFrom(name, sides, 10)).toThrow(garbled);
    },
  );
});

describe('whatever an exchange sends', () => {
  const part = fc.oneof(
    fc.integer({ min: -2, max: 40 }).map(String),
    fc.constantFrom('', 'x', '1e1', '0.5', null, undefined, '1e999'),
  );
  const side = fc.array(fc.oneof(fc.tuple(part, part), fc.constantFrom(null, 'x', [])), { maxLength: 6 });

  it('a book is sorted, not crossed and of readable levels, or there is none', () => {
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 6 }), (bids, asks, depth) => {
        const told = attempt(() => orderBookFrom(name, { bids, asks }, depth));
        if (told === null) return;
        const all = [...told.bids.toReversed(), ...told.asks].map(({ price }) => new Decimal(price));
        for (const [index, price] of all.entries()) if (index > 0) expect(price.gt(all[index - 1] ?? 0)).toBe(true);
        for (const { price, quantity } of [...told.bids, ...told.asks])
          expect(new Decimal(price).gt(0) && new Decimal(quantity).gt(0)).toBe(true);
        expect(told.bids).toHaveLength(Math.min(depth, bids.length));
      }),
      { numRuns: 2000 },
    );
  });

  it('a readable book loses no level and changes no number', () => {
    const levels = (min: number, max: number) =>
      fc
        .uniqueArray(fc.integer({ min, max }), { maxLength: 8 })
        .map((prices) => prices.map((price) => [`${price}.50`, '0.30']));
    fc.assert(
      fc.property(levels(1, 50), levels(51, 99), (bids, asks) => {
        const told = orderBookFrom(name, { bids, asks }, 100);
        const shown = (side: readonly { price: string; quantity: string }[]) =>
          side.map((each) => [each.price, each.quantity]);
        const sent = (side: string[][]) => side.map(([price = '']) => [new Decimal(price).toFixed(), '0.3']).sort();
        expect(shown(told.bids).sort()).toEqual(sent(bids));
        expect(shown(told.asks).sort()).toEqual(sent(asks));
      }),
    );
  });
});

function attempt<T>(run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    expect(error).toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    return null;
  }
}
