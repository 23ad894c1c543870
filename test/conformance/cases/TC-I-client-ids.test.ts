import '../enter.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClientIdCodec, storeOf, traitsOf } from '../../../lib/exchanges/definition.ts';
import { everyMarket } from '../benches.ts';
import { since, useDesk } from '../desk.ts';

const ownIds = fc.stringMatching(/^[0-9a-f]{32}$/);

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  const { market } = each;
  const codecs = (['regular', 'trigger'] as const)
    .map((store) => [store, traitsOf(market, store).clientId] as const)
    .filter((entry): entry is readonly ['regular' | 'trigger', ClientIdCodec] => entry[1] !== null);

  it.each(codecs)('TC-I01 every id in the %s store survives the way to the exchange and back', (_store, codec) => {
    const ids = fc.oneof(ownIds, fc.stringMatching(codec.accepts));
    fc.assert(fc.property(ids, (id) => codec.decode(codec.encode(id)) === id));
  });

  it.each(codecs)('TC-I02 two ids in the %s store never have one spelling', (_store, codec) => {
    const ids = fc.oneof(ownIds, fc.stringMatching(codec.accepts));
    const isApart = (a: string, b: string) => a === b || codec.encode(a) !== codec.encode(b);
    fc.assert(fc.property(ids, ids, isApart));
  });

  it.each(codecs)(
    'TC-I03 the %s store accepts our own ids, and no blanks, signs or endless texts',
    (_store, { accepts, rule }) => {
      fc.assert(fc.property(ownIds, (id) => accepts.test(id)));
      for (const bad of ['', ' ', 'two words', 'a/b', 'ü', 'x'.repeat(200)]) expect(accepts.test(bad), bad).toBe(false);
      expect(rule).toMatch(/\d/);
    },
  );

  it.each([
    ['limit', { type: 'limit', price: '70000' }],
    ['stop_loss', { type: 'stop_loss', side: 'sell', stopPrice: '70000' }],
  ] as const)(
    "TC-I04 the exchange takes the client's own ids of a %s order, and tells them back",
    async (type, terms) => {
      const codec = traitsOf(market, storeOf(market, type)).clientId;
      if (codec === null) return;
      const { adapter, place } = desk();
      for (const clientOrderId of fc.sample(fc.stringMatching(codec.accepts), { numRuns: 20, seed: 7 })) {
        const { ref } = await place({ ...terms, clientOrderId });
        expect(await adapter.orders.find(ref, since)).toMatchObject({ kind: 'found', order: { clientOrderId } });
        expect(await adapter.orders.open()).toMatchObject([{ clientOrderId }]);
        await adapter.orders.cancelAll();
      }
    },
  );
});
