import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import { marketTypes } from '../../../../lib/exchanges/model/axes.ts';
import type { OrderIntent } from '../../../../lib/orders/order.ts';
import { clientOrderIdFor, fingerprint } from '../../../../lib/orders/submit/prepare-order.ts';

function intent(changes: Partial<OrderIntent> = {}): OrderIntent {
  return {
    ref: { tenant: 'alpha', accountId: 'desk' },
    marketType: 'spot',
    symbol: 'BTC/USD',
    side: 'buy',
    type: 'limit',
    quantity: '0.01',
    price: '70000',
    postOnly: false,
    reduceOnly: false,
    idempotencyKey: 'k',
    ...changes,
  };
}
const markets = marketTypes.map((marketType) => marketOf({ exchange: 'kraken', marketType }));
const text = fc.string({ minLength: 1, maxLength: 12 });

describe.each(markets)('the id of an order at $title', (market) => {
  const { regular } = market;
  const accepted = regular.clientId?.accepts ?? /$^/;

  it('the id follows from tenant, account and key alone', () => {
    const id = clientOrderIdFor(intent(), market, regular);
    expect(clientOrderIdFor(intent({ quantity: '5', side: 'sell' }), market, regular)).toBe(id);
    expect(id).toMatch(accepted);
  });

  it('the id differs whenever tenant, account or key differ, wherever the text is cut', () => {
    fc.assert(
      fc.property(fc.tuple(text, text, text), fc.tuple(text, text, text), (one, other) => {
        const idOf = ([tenant, accountId, idempotencyKey]: [string, string, string]) =>
          clientOrderIdFor(intent({ ref: { tenant, accountId }, idempotencyKey }), market, regular);
        expect(idOf(one) === idOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
    const cut = (tenant: string, accountId: string) =>
      clientOrderIdFor(intent({ ref: { tenant, accountId } }), market, regular);
    expect(cut('a', 'bc')).not.toBe(cut('ab', 'c'));
  });

  it('the id is new every time without a key, in the exchange’s format', () => {
    const { idempotencyKey: _key, ...keyless } = intent();
    const ids = Array.from({ length: 100 }, () => clientOrderIdFor(keyless, market, regular));
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(accepted);
  });

  it('a client’s own id is kept when the exchange takes the id, and refused otherwise', () => {
    const { idempotencyKey: _key, ...keyless } = intent();
    expect(clientOrderIdFor({ ...keyless, clientOrderId: 'my-order_1' }, market, regular)).toBe('my-order_1');
    for (const clientOrderId of ['', 'a b', 'ä', `${'x'.repeat(101)}`, 'a/b'])
      expect(() => clientOrderIdFor({ ...keyless, clientOrderId }, market, regular)).toThrow('client_order_id');
  });

  it('a key together with an id is refused', () => {
    expect(() => clientOrderIdFor(intent({ clientOrderId: 'mine' }), market, regular)).toThrow('both name the order');
  });
});

describe('the fingerprint of an order', () => {
  it('the fingerprint depends on the terms alone, not on their order, the account or the key', () => {
    const entries = Object.entries(intent());
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), text, (shuffled, other) => {
        const again = {
          ...Object.fromEntries(shuffled),
          idempotencyKey: other,
          ref: { tenant: other, accountId: other },
        };
        expect(fingerprint(again as OrderIntent)).toBe(fingerprint(intent()));
      }),
    );
  });

  it.each([
    { quantity: '0.02' },
    { price: '70001' },
    { side: 'sell' as const },
    { type: 'market' as const },
    { symbol: 'ETH/USD' },
    { marketType: 'swap' as const },
    { reduceOnly: true },
    { postOnly: true },
    { timeInForce: 'IOC' as const },
  ])('the fingerprint differs with %o', (change) => {
    expect(fingerprint(intent(change))).not.toBe(fingerprint(intent()));
  });
});
