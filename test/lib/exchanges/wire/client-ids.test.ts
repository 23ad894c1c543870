import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainIds } from '../../../../lib/exchanges/wire/client-ids.ts';

const codec = plainIds(/^[a-z]{1,8}$/, 'up to 8 of a-z');

it('a plain client order id reaches the exchange unchanged and comes back unchanged', () => {
  fc.assert(
    fc.property(fc.string(), (id) => {
      expect(codec.encode(id)).toBe(id);
      expect(codec.decode(id)).toBe(id);
    }),
  );
});

it('a codec of plain ids keeps the pattern of clients’ ids and its rule', () => {
  expect(codec).toMatchObject({ accepts: /^[a-z]{1,8}$/, rule: 'up to 8 of a-z' });
});
