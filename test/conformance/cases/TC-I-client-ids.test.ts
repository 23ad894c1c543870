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

  it.each([
    ['an open order', { type: 'limit', price: '70000' }, 80_000],
    ['a filled order', {}, 80_000],
    ['a stop that waits', { type: 'stop_loss', side: 'sell', stopPrice: '78000' }, 80_000],
    ['a stop that has fired', { type: 'stop_loss', side: 'sell', stopPrice: '78000' }, 77_000],
  ] as const)('TC-I05 a complete look passes over %s that is not wanted', async (_what, terms, price) => {
    const { adapter, place, setPrice } = desk();
    const { ref } = await place(terms);
    setPrice(price);
    const except = [ref.exchangeOrderId];
    expect(await adapter.orders.find(ref, since)).toMatchObject({ kind: 'found' });
    for (const inFills of [false, true])
      expect(await adapter.orders.find(ref, since, { inFills, except })).toEqual({ kind: 'absent' });
  });

  it('TC-I06 of two orders under one id the look finds the order that it does not pass over', async () => {
    const { adapter, place, submit, order, advance } = desk();
    const { ref } = await place({ type: 'limit', price: '70000' });
    await adapter.orders.cancel(ref);
    advance(1000);
    const second = await submit(order({ type: 'limit', price: '69000', clientOrderId: ref.clientOrderId }));
    if (second.kind !== 'accepted') return expect(second).toMatchObject({ kind: 'idTaken' });
    const ids = [ref.exchangeOrderId, second.exchangeOrderId ?? ''];
    expect(new Set(ids).size).toBe(2);
    for (const exchangeOrderId of ids) {
      const except = ids.filter((id) => id !== exchangeOrderId);
      const found = await adapter.orders.find(ref, since, { inFills: true, except });
      expect(found).toMatchObject({ kind: 'found', order: { exchangeOrderId } });
    }
    expect(await adapter.orders.find(ref, since, { inFills: true, except: ids })).toEqual({ kind: 'absent' });
  });
});
