import { describe, expect, it } from 'vitest';
import { refOf } from '../fixture-calls.ts';
import { onlyRequest, symbols, useOrders } from '../fixture-orders.ts';

const scene = useOrders();
const { place } = scene;

describe('cancel requests', () => {
  it.each([
    ['spot', 'CancelOrder', 'txid', 'cl_ord_id'],
    ['swap', 'cancelorder', 'order_id', 'cliOrdId'],
  ] as const)(
    'a cancellation on %s leaves as %s with %s or %s, and with nothing else',
    async (marketType, path, byExchange, byClient) => {
      const first = await place(marketType);
      expect(await scene.exchanges[marketType].orders.cancel(refOf({ exchangeOrderId: first.exchangeOrderId }))).toBe(
        'canceled',
      );
      expect(onlyRequest(scene.simulators, marketType)).toEqual([path, { [byExchange]: first.exchangeOrderId }]);
      const second = await place(marketType);
      expect(await scene.exchanges[marketType].orders.cancel(refOf({ clientOrderId: second.clientOrderId }))).toBe(
        'canceled',
      );
      expect(onlyRequest(scene.simulators, marketType)).toEqual([path, { [byClient]: second.clientOrderId }]);
    },
  );

  it.each(['spot', 'swap'] as const)(
    'on %s a canceled order and an order that never existed are gone',
    async (marketType) => {
      const { exchangeOrderId } = await place(marketType);
      await scene.exchanges[marketType].orders.cancel(refOf({ exchangeOrderId }));
      expect(await scene.exchanges[marketType].orders.cancel(refOf({ exchangeOrderId }))).toBe('gone');
      const unknown = marketType === 'spot' ? 'OAAAAA-BBBBB-CCCCCC' : '00000000-0000-4000-8000-000000000000';
      expect(await scene.exchanges[marketType].orders.cancel(refOf({ exchangeOrderId: unknown }))).toBe('gone');
    },
  );

  it.each([
    ['spot', 'no-id-at-all'],
    ['spot', '00000000-0000-4000-8000-000000000000'],
    ['swap', 'no-id-at-all'],
  ] as const)('on %s the text %s names no order: a cancellation finds it gone, a read absent', async (type, text) => {
    const { orders } = scene.exchanges[type];
    expect(await orders.cancel(refOf({ exchangeOrderId: text }))).toBe('gone');
    expect(await orders.read({ ...refOf({ exchangeOrderId: text }), exchangeOrderId: text }, 0)).toBeNull();
  });

  it('digits never leave for spot as the id of an order: Kraken cancels every order with the user reference', async () => {
    scene.simulators.spot.sent.length = 0;
    expect(await scene.exchanges.spot.orders.cancel(refOf({ exchangeOrderId: '4711' }))).toBe('gone');
    expect(scene.simulators.spot.sent).toEqual([]);
  });

  it.each(['spot', 'swap'] as const)(
    'a cancel-all on %s cancels the orders of every symbol and tells their number',
    async (marketType) => {
      const [, second] = symbols[marketType];
      await scene.exchanges[marketType].orders.cancelAll();
      await place(marketType);
      await place(marketType, { symbol: second, price: '1000' });
      expect(await scene.exchanges[marketType].orders.open()).toHaveLength(2);
      expect(await scene.exchanges[marketType].orders.cancelAll()).toBe(2);
      expect(await scene.exchanges[marketType].orders.open()).toEqual([]);
      expect(await scene.exchanges[marketType].orders.cancelAll()).toBe(0);
    },
  );

  it.each([
    ['spot', 'QueryOrders'],
    ['swap', 'batchorder'],
  ] as const)(
    'a batch cancellation on %s tells the outcome of each order, the last request being %s',
    async (marketType, last) => {
      const exchange = scene.exchanges[marketType];
      const ids = [];
      for (let index = 0; index < 3; index += 1) ids.push((await place(marketType)).exchangeOrderId);
      const [first = '', ...others] = ids;
      const filled = await place(marketType, { type: 'market' });
      scene.simulators[marketType].sent.length = 0;
      expect(await exchange.orders.cancelSome(others.map((exchangeOrderId) => refOf({ exchangeOrderId })))).toEqual([
        'canceled',
        'canceled',
      ]);
      expect(scene.simulators[marketType].sent).toHaveLength(1);
      expect(
        await exchange.orders.cancelSome(
          [first, filled.exchangeOrderId].map((exchangeOrderId) => refOf({ exchangeOrderId })),
        ),
      ).toEqual(['canceled', 'gone']);
      expect(scene.simulators[marketType].sent.at(-1)?.path.split('/').at(-1)).toBe(last);
      expect(await exchange.orders.open()).toEqual([]);
    },
  );

  it.each([
    ['spot', { error: [], result: {} }],
    ['swap', { result: 'success' }],
  ] as const)('a cancellation on %s that is answered %j is an error, not "gone"', async (marketType, body) => {
    scene.simulators[marketType].substitute = () => ({ status: 200, body });
    const exchange = scene.exchanges[marketType];
    for (const cancel of [
      () => exchange.orders.cancel(refOf({ exchangeOrderId: 'x' })),
      () => exchange.orders.cancelSome(['x'].map((exchangeOrderId) => refOf({ exchangeOrderId }))),
    ])
      await expect(cancel()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    await expect(exchange.orders.cancelAll()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it.each(['spot', 'swap'] as const)(
    'a cancellation on %s that gets no valid answer is an error, not "gone"',
    async (marketType) => {
      scene.simulators[marketType].substitute = () => ({ status: 502, body: '<html>' });
      await expect(scene.exchanges[marketType].orders.cancel(refOf({ exchangeOrderId: 'x' }))).rejects.toMatchObject({
        code: 'EXCHANGE_UNAVAILABLE',
      });
      await expect(scene.exchanges[marketType].orders.cancelAll()).rejects.toMatchObject({
        code: 'EXCHANGE_UNAVAILABLE',
      });
    },
  );
});
