import { describe, expect, it } from 'vitest';
import { keyConflict } from '../../../lib/journal/key-conflict.ts';

const conflict = 'this key was used for another order; use a new one';
const former = { symbol: 'BTC/USD', quantity: '0.001', price: null, reduceOnly: false, from: 'spot' };

describe('a key that was used for another request', () => {
  it('is answered with each term that differs, before and now', () => {
    const present = { symbol: 'BTC/USD', quantity: '0.0000001', price: '70000', reduceOnly: true, from: 'swap' };
    expect(keyConflict(conflict, former, present)).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
      message: `${conflict}; this call differs in quantity (0.001 before, 0.0000001 now), price (none before, 70000 now), reduce_only (false before, true now), from_account (spot before, swap now)`,
    });
  });

  it('names no term where the journal has the same terms, and a term that was not given is none', () => {
    const { price: _price, ...without } = former;
    expect(keyConflict(conflict, former, { ...without, stopPrice: undefined }).message).toBe(conflict);
  });
});
