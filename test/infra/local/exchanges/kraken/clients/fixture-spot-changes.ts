import { expect } from 'vitest';
import type { Call } from './fixture-calls.ts';
import type { SpotStage } from './fixture-spot.ts';
import { BTC, rest } from './fixture-spot.ts';

/** Changes and ends of orders. */
export const spotChanges: readonly Call<SpotStage>[] = [
  {
    call: 'editOrder',
    shows: 'the same id with the new price and amount (AmendOrder)',
    async run(stage) {
      const id = await rest(stage);
      await stage.exchange.editOrder(id, BTC, 'limit', 'buy', 0.02, 71_000);
      expect(await stage.exchange.fetchOpenOrders(BTC)).toMatchObject([{ id, price: 71_000, amount: 0.02 }]);
    },
  },
  {
    call: 'privatePostOrderAmends',
    shows: 'the order as placed and as amended',
    async run(stage) {
      const id = await rest(stage);
      await stage.exchange.editOrder(id, BTC, 'limit', 'buy', 0.02, 71_000);
      const { result } = await stage.exchange.privatePostOrderAmends({ order_id: id });
      expect(result).toMatchObject({
        amends: [
          { amend_type: 'original', order_qty: '0.01000000', limit_price: '70000.0' },
          { amend_type: 'user', order_qty: '0.02000000', remaining_qty: '0.02000000', limit_price: '71000.0' },
        ],
      });
      expect(Number(result.count)).toBe(2);
    },
  },
  {
    call: 'privatePostEditOrder',
    shows: 'a new id with the new price, the old order cancelled',
    async run(stage) {
      const { exchange } = stage;
      const old = await rest(stage);
      const { result } = await exchange.privatePostEditOrder({ txid: old, pair: 'XBTUSD', price: '71000' });
      expect(result.descr.order).toBe('buy 0.01000000 XBTUSD @ limit 71000.0');
      expect(await exchange.fetchOpenOrders(BTC)).toMatchObject([{ id: result.txid, price: 71_000, amount: 0.01 }]);
      expect(await exchange.fetchOrder(old)).toMatchObject({ status: 'canceled', filled: 0 });
    },
  },
  {
    call: 'privatePostEditOrder (funds)',
    shows: 'a refused edit leaves the order as it was',
    async run(stage) {
      const { exchange } = stage;
      const id = await rest(stage);
      const tooMuch = { txid: id, pair: 'XBTUSD', volume: '5' };
      await expect(exchange.privatePostEditOrder(tooMuch)).rejects.toThrow('Insufficient funds');
      expect(await exchange.fetchOpenOrders(BTC)).toMatchObject([{ id, amount: 0.01 }]);
    },
  },
  {
    call: 'cancelOrder',
    shows: 'nothing open, status canceled',
    async run(stage) {
      const id = await rest(stage);
      await stage.exchange.cancelOrder(id, BTC);
      expect(await stage.exchange.fetchOpenOrders()).toEqual([]);
      expect(await stage.exchange.fetchOrder(id)).toMatchObject({ status: 'canceled' });
    },
  },
  {
    call: 'cancelOrder (gone)',
    shows: 'an order that was cancelled before',
    refusal: /Unknown order/,
    async run(stage) {
      const id = await rest(stage);
      await stage.exchange.cancelOrder(id, BTC);
      return stage.exchange.cancelOrder(id, BTC);
    },
  },
  {
    call: 'cancelOrders',
    shows: 'the named orders go, the third stays (CancelOrderBatch)',
    async run(stage) {
      const [first, second, third] = [await rest(stage), await rest(stage), await rest(stage)];
      await stage.exchange.cancelOrders([first, second], BTC);
      expect(await stage.exchange.fetchOpenOrders(BTC)).toMatchObject([{ id: third }]);
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

async function outlastTimer(stage: SpotStage): Promise<void> {
  const { exchange, spot } = stage;
  const id = await rest(stage);
  const status = async () => (await exchange.fetchOrder(id)).status;
  expect((await exchange.cancelAllOrdersAfter(60_000)).result).toEqual({
    ...{ currentTime: '2026-09-01T12:00:00Z', triggerTime: '2026-09-01T12:01:00Z' },
  });
  await spot.control('clock', { advance_ms: 59_000 });
  await exchange.cancelAllOrdersAfter(60_000);
  await spot.control('clock', { advance_ms: 59_000 });
  expect(await status()).toBe('open');
  expect((await exchange.cancelAllOrdersAfter(0)).result.triggerTime).toBe('0');
  await spot.control('clock', { advance_ms: 120_000 });
  expect(await status()).toBe('open');
  await exchange.cancelAllOrdersAfter(60_000);
  await spot.control('clock', { advance_ms: 60_000 });
  expect(await status()).toBe('canceled');
}
