import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Decimal } from '../../../../lib/decimal.ts';
import { type PartSizes, partSize } from '../../../../lib/orders/close/part-size.ts';

const sizes = (terms: Partial<PartSizes> = {}): PartSizes => ({ quantityStep: '1', minQuantity: '1', ...terms });

function partsOf(whole: string, given: PartSizes | null): string[] {
  const found: string[] = [];
  for (let left = new Decimal(whole); left.gt(0); left = left.minus(found.at(-1) ?? left))
    found.push(partSize(left.toFixed(), given));
  return found;
}

it.each([
  ['400000', { maxMarketQuantity: '300000' }, ['300000', '100000']],
  ['600000', { maxMarketQuantity: '300000' }, ['300000', '300000']],
  ['300000', { maxMarketQuantity: '300000' }, ['300000']],
  ['400000', {}, ['400000']],
  ['10', { maxMarketQuantity: '4.7' }, ['4', '4', '2']],
  ['10', { maxMarketQuantity: '0.5' }, ['10']],
  ['10', { maxMarketQuantity: '4', quantityStep: '0' }, ['10']],
  ['21', { maxMarketQuantity: '10', minQuantity: '5' }, ['10', '6', '5']],
  ['0.7', { maxMarketQuantity: '0.3', quantityStep: '0.1', minQuantity: null }, ['0.3', '0.3', '0.1']],
] as const)('a position of %s in a market with %j is closed by orders of %j', (whole, terms, parts) => {
  expect(partsOf(whole, sizes(terms))).toEqual(parts);
});

it('a position in a market that cannot be read is closed by one order', () => {
  expect(partsOf('400000', null)).toEqual(['400000']);
});

it('parts add up to the position, each within the maximum and the step, and none below the minimum', () => {
  const size = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(size(2000), size(5), size(4), size(100), (whole, step, least, most) => {
      const given = { quantityStep: String(step), minQuantity: String(step * least) };
      const maxMarketQuantity = String(step * least * 2 + most);
      const position = new Decimal(step).times(least + whole);
      const parts = partsOf(position.toFixed(), { ...given, maxMarketQuantity }).map((part) => new Decimal(part));
      expect(Decimal.sum(...parts).eq(position)).toBe(true);
      for (const part of parts)
        expect([part.lte(maxMarketQuantity), part.gte(given.minQuantity), part.mod(step).isZero()]).toEqual(
          Array(3).fill(true),
        );
    }),
  );
});
