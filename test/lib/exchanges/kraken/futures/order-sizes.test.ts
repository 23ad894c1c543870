import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sizesOfParts, sizesOfStatus } from '../../../../../lib/exchanges/kraken/futures/order-sizes.ts';
import type { OrderStatus } from '../../../../../lib/exchanges/model/order.ts';

const steps = fc.integer({ min: 0, max: 1000 });

/** An order of a whole size with a filled part, and its status at Kraken. */
const orders = fc
  .tuple(fc.integer({ min: 1, max: 1000 }), steps, fc.constantFrom<OrderStatus>('open', 'canceled'))
  .map(([whole, part, status]) => {
    const filled = Math.min(whole, part);
    return { whole, filled, status: filled === whole ? ('filled' as const) : status };
  });

it('orders/status never gives a wrong size, whether its quantity counts the whole order or what is open', () => {
  fc.assert(
    fc.property(orders, fc.boolean(), ({ whole, filled, status }, countsOpen) => {
      const told = new Decimal(countsOpen ? whole - filled : whole);
      const sizes = sizesOfStatus(told, new Decimal(filled), status);
      expect([String(whole), null]).toContain(sizes.quantity);
      expect([String(whole - filled), null]).toContain(sizes.remainingQuantity);
      expect(sizes.filledQuantity).toBe(String(filled));
      if (filled === 0 || filled === whole) expect(sizes.quantity).toBe(String(whole));
    }),
  );
});

it('no size is negative, and no order has the quantity 0, whatever the answer tells', () => {
  const size = fc.option(steps, { nil: null });
  const statuses = fc.constantFrom<OrderStatus>('open', 'filled', 'canceled', 'rejected', 'unknown');
  fc.assert(
    fc.property(size, size, statuses, (quantity, filled, status) => {
      const read = (value: number | null) => (value === null ? null : new Decimal(value));
      for (const sizes of [
        sizesOfStatus(read(quantity), read(filled), status),
        sizesOfParts(read(filled), read(quantity)),
      ]) {
        expect(sizes.quantity).not.toBe('0');
        for (const each of Object.values(sizes)) expect(each ?? '0').not.toMatch(/^-/);
      }
    }),
  );
});

it.each([
  [0.6, 0.4],
  [1, 0.4],
  [0.4, 1],
  [1, 0],
])(
  'a full execution that tells the quantity %s and %s filled contradicts itself: both are unknown',
  (quantity, filled) => {
    expect(sizesOfStatus(new Decimal(quantity), new Decimal(filled), 'filled')).toEqual({
      quantity: null,
      filledQuantity: null,
      remainingQuantity: '0',
    });
  },
);
