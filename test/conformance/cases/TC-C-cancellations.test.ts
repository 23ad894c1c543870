import '../enter.ts';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../lib/decimal.ts';
import { storesOf, traitsOf } from '../../../lib/exchanges/definition.ts';
import { everyMarket } from '../benches.ts';
import { type FullRef, since, useDesk } from '../desk.ts';

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  const { market } = each;
  const resting = { type: 'limit', price: '70000' } as const;
  const waiting = { type: 'stop_loss', side: 'sell', stopPrice: '70000' } as const;

  it.each([
    ['TC-C01 an open order', resting],
    ['TC-C02 a waiting stop', waiting],
  ])('%s is canceled by the id of the exchange', async (_title, terms) => {
    const { adapter, place, bench } = desk();
    const { ref } = await place(terms);
    expect(await adapter.orders.cancel(ref)).toBe(bench.canceledAs);
    expect(await adapter.orders.find(ref, since)).toMatchObject({ order: { status: 'canceled', filledQuantity: '0' } });
    expect(await adapter.orders.open()).toEqual([]);
  });

  it.each([
    ['TC-C03 an open order', resting],
    ['TC-C04 a waiting stop', waiting],
  ])('%s is canceled by our id', async (_title, terms) => {
    const { adapter, place, bench } = desk();
    const { symbol, store, clientOrderId } = (await place(terms)).ref;
    expect(await adapter.orders.cancel({ symbol, store, clientOrderId })).toBe(bench.canceledAs);
    expect(await adapter.orders.open()).toEqual([]);
  });

  it('TC-C05 the cancellation of a canceled, of a filled and of an unknown order is told as gone', async () => {
    const { adapter, place } = desk();
    const canceled = (await place(resting)).ref;
    await adapter.orders.cancel(canceled);
    const filled = (await place()).ref;
    const { symbol, store } = filled;
    for (const ref of [canceled, filled, { symbol, store, clientOrderId: 'e'.repeat(32) }])
      expect(await adapter.orders.cancel(ref)).toBe('gone');
    expect(await adapter.orders.find(filled, since)).toMatchObject({ order: { status: 'filled' } });
  });

  it.each(storesOf(market))(
    'TC-C06 as many orders of the %s store as the definition says are canceled in one request',
    async (store) => {
      const { adapter, place, wire, bench, markets, symbol } = desk();
      const refs: FullRef[] = [];
      const terms = { ...(store === 'trigger' ? waiting : resting), quantity: '0.01' };
      // A whole batch must be within the wallet, and each order above the least value.
      const isWorth = new Decimal((await markets.market(symbol)).minCost ?? 0).lte('70');
      const small = market.quantityUnit === 'contracts' ? {} : { quantity: isWorth ? '0.001' : '0.002' };
      for (let index = 0; index < traitsOf(market, store).cancelBatch; index += 1)
        refs.push((await place({ ...terms, ...small })).ref);
      wire.sent.length = 0;
      expect(await adapter.orders.cancelSome(refs)).toEqual(refs.map(() => bench.canceledAs));
      expect(wire.sent).toHaveLength(1);
      expect(await adapter.orders.open()).toEqual([]);
    },
  );

  it('TC-C07 of several orders each has an outcome of its own', async () => {
    const { adapter, place, bench } = desk();
    const refs = [(await place(resting)).ref, (await place()).ref, (await place(waiting)).ref];
    expect(await adapter.orders.cancelSome(refs)).toEqual([bench.canceledAs, 'gone', bench.canceledAs]);
  });

  it('TC-C08 cancel all ends the orders of every symbol and store, and counts them', async () => {
    const { adapter, place, other } = desk();
    for (const terms of [resting, waiting, { ...resting, symbol: other, price: '2000', quantity: '0.1' }])
      await place(terms);
    expect(await adapter.orders.cancelAll()).toBe(3);
    expect(await adapter.orders.open()).toEqual([]);
    expect(await adapter.orders.cancelAll()).toBe(0);
  });

  it('TC-C09 a cancellation that gets no answer is an error, and no outcome', async () => {
    const { adapter, place, wire } = desk();
    const { ref } = await place(resting);
    wire.next = { kind: 'lost-before' };
    await expect(adapter.orders.cancel(ref)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('TC-C13 orders of kinds that the service does not trade are told beside the market’s own, and cancel all ends them', async () => {
    const { adapter, place, simulator } = desk();
    const none = { rows: [], unread: [], unseen: [], hidden: [] };
    expect(await adapter.orders.untraded()).toEqual(none);
    const id = simulator.placeUntraded?.();
    const own = (await place(resting)).ref.exchangeOrderId;
    const beside = market.capabilities.untradedOrders
      ? [{ exchangeOrderId: id, isUntraded: true, status: 'open' }]
      : [];
    expect((await adapter.orders.untraded()).rows).toMatchObject(beside);
    expect((await adapter.orders.open()).map(({ exchangeOrderId }) => exchangeOrderId)).toEqual([own]);
    expect(await adapter.orders.cancelAll()).toBe(1 + beside.length);
    expect(await adapter.orders.untraded()).toEqual(none);
  });
});
