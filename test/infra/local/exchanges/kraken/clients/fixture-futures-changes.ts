import { expect } from 'vitest';
import type { Call } from './fixture-calls.ts';
import type { FuturesStage } from './fixture-futures.ts';
import { PF, rest } from './fixture-futures.ts';

/** Changes and ends of orders. */
export const futuresChanges: readonly Call<FuturesStage>[] = [
  {
    call: 'editOrder',
    shows: 'the same id with the new price and amount',
    async run(stage) {
      const id = await rest(stage);
      await stage.exchange.editOrder(id, PF, 'limit', 'buy', 0.02, 71_000);
      expect(await stage.exchange.fetchOpenOrders(PF)).toMatchObject([
        { id, amount: 0.02, info: { limitPrice: 71_000 } },
      ]);
    },
  },
  {
    call: 'cancelOrder',
    shows: 'nothing open',
    async run(stage) {
      const id = await rest(stage);
      expect(await stage.exchange.cancelOrder(id)).toMatchObject({ status: 'canceled' });
      expect(await stage.exchange.fetchOpenOrders()).toEqual([]);
    },
  },
  {
    call: 'cancelOrder (unknown)',
    shows: 'an id that nobody has',
    refusal: /notFound/,
    run: ({ exchange }) => exchange.cancelOrder('00000000-0000-4000-8000-000000000000'),
  },
  {
    call: 'cancelOrders',
    shows: 'the named orders go, the third stays (batchorder)',
    async run(stage) {
      const [first, second, third] = [await rest(stage), await rest(stage), await rest(stage)];
      await stage.exchange.cancelOrders([first, second]);
      expect(await stage.exchange.fetchOpenOrders(PF)).toMatchObject([{ id: third }]);
    },
  },
  {
    call: 'cancelAllOrders',
    shows: 'nothing open',
    async run(stage) {
      await rest(stage);
      await stage.exchange.cancelAllOrders();
      expect(await stage.exchange.fetchOpenOrders()).toEqual([]);
    },
  },
  {
    call: 'cancelAllOrdersAfter',
    shows: 'orders stay until the last second, are cancelled after it; a second call puts off, zero takes away',
    run: outlastTimer,
  },
];

async function outlastTimer(stage: FuturesStage): Promise<void> {
  const { exchange, simulator } = stage;
  const id = await rest(stage);
  const advance = (ms: number) => simulator.control('clock', { advance_ms: ms });
  const open = async () => (await exchange.fetchOpenOrders(PF)).map((order) => order.id);
  const { currentTime, triggerTime } = (await exchange.cancelAllOrdersAfter(60_000)).status;
  expect(Date.parse(triggerTime) - Date.parse(currentTime)).toBe(60_000);
  await advance(59_000);
  await exchange.cancelAllOrdersAfter(60_000);
  await advance(59_000);
  expect(await open()).toEqual([id]);
  expect((await exchange.cancelAllOrdersAfter(0)).status.triggerTime).toBe('0');
  await advance(120_000);
  expect(await open()).toEqual([id]);
  await exchange.cancelAllOrdersAfter(60_000);
  await advance(60_000);
  expect(await open()).toEqual([]);
  const [, last] = (await exchange.historyGetOrders({ sort: 'asc' })).elements;
  expect(last.event.OrderCancelled).toMatchObject({ reason: 'dead_man_switch', order: { uid: id } });
}
