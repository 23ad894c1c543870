import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import { marketTypes } from '../../../../lib/exchanges/model/axes.ts';
import type { OrderIntent } from '../../../../lib/orders/order.ts';
import { clientOrderIdFor, fingerprint } from '../../../../lib/orders/submit/client-order-id.ts';

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

  it('follows from tenant, account and key alone', () => {
    const id = clientOrderIdFor(intent(), market, regular);
    expect(clientOrderIdFor(intent({ quantity: '5', side: 'sell' }), market, regular)).toBe(id);
    expect(id).toMatch(accepted);
  });

  it('differs whenever tenant, account or key differ, however they are cut', () => {
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

  it('without any key is new every time, in the exchange’s format', () => {
    const { idempotencyKey: _key, ...keyless } = intent();
    const ids = Array.from({ length: 100 }, () => clientOrderIdFor(keyless, market, regular));
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(accepted);
  });

  it('is the client’s own when it fits the exchange, and refused when not', () => {
    const { idempotencyKey: _key, ...keyless } = intent();
    expect(clientOrderIdFor({ ...keyless, clientOrderId: 'my-order_1' }, market, regular)).toBe('my-order_1');
    for (const clientOrderId of ['', 'a b', 'ä', `${'x'.repeat(101)}`, 'a/b'])
      expect(() => clientOrderIdFor({ ...keyless, clientOrderId }, market, regular)).toThrow('client_order_id');
  });

  it('given twice, as key and as id, is refused', () => {
    expect(() => clientOrderIdFor(intent({ clientOrderId: 'mine' }), market, regular)).toThrow('both name the order');
  });
});

describe('the hash of a wish', () => {
  it('is the same for the same terms in any order, and does not depend on whose it is or by which key', () => {
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
  ])('differs with %o', (change) => {
    expect(fingerprint(intent(change))).not.toBe(fingerprint(intent()));
  });
});
