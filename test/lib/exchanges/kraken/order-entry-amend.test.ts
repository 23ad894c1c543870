import { describe, expect, it } from 'vitest';
import type { OrderChange } from '../../../../lib/exchanges/model/order.ts';
import { amendOrder } from '../fixture-calls.ts';
import { onlyRequest, symbols, useOrders } from '../fixture-orders.ts';
import { notAfter, startTime } from '../fixture-venues.ts';

const scene = useOrders();
const { place } = scene;
const hour = 3_600_000;

describe('amend requests', () => {
  it.each([
    ['spot', 'AmendOrder', 'txid', { order_qty: '0.02', limit_price: '70000.1', deadline: '2026-05-20T10:30:08.000Z' }],
    [
      'swap',
      'editorder',
      'orderId',
      { size: '0.02', qtyMode: 'ABSOLUTE', limitPrice: '70001', processBefore: '2026-05-20T10:30:08.000Z' },
    ],
  ] as const)(
    'an amendment on %s leaves as %s with the order in %s and exactly the changed fields %j',
    async (marketType, path, idName, fields) => {
      const { exchangeOrderId } = await place(marketType);
      const change = { quantity: '0.02', price: marketType === 'spot' ? '70000.1' : '70001' };
      const outcome = await amendOrder(
        scene.exchanges[marketType],
        { exchangeOrderId },
        symbols[marketType][0],
        change,
        notAfter,
      );
      expect(outcome).toMatchObject({ kind: 'accepted', exchangeOrderId });
      expect(onlyRequest(scene.simulators, marketType)).toEqual([path, { [idName]: exchangeOrderId, ...fields }]);
      const amended = await scene.exchanges[marketType].orders.read(
        { symbol: null, store: 'regular', exchangeOrderId: exchangeOrderId },
        startTime - hour,
      );
      expect(amended).toMatchObject({ quantity: '0.02', price: change.price, status: 'open' });
      await scene.exchanges[marketType].orders.cancelAll();
    },
  );

  it('on spot a new price of a post-only order leaves with post_only, and the exchange does not let the order cross', async () => {
    const { exchangeOrderId } = await place('spot', { postOnly: true });
    const amend = (change: OrderChange) =>
      amendOrder(scene.exchanges.spot, { exchangeOrderId }, 'BTC/USD', { ...change, postOnly: true }, notAfter);
    expect(await amend({ price: '85000' })).toMatchObject({ kind: 'rejected' });
    expect(onlyRequest(scene.simulators, 'spot')[1]).toMatchObject({ limit_price: '85000', post_only: 'true' });
    const order = await scene.exchanges.spot.orders.read(
      { symbol: null, store: 'regular', exchangeOrderId: exchangeOrderId },
      startTime - hour,
    );
    expect(order).toMatchObject({ price: '70000', status: 'open' });
    scene.simulators.spot.sent.length = 0;
    expect(await amend({ price: '71000' })).toMatchObject({ kind: 'accepted' });
    await scene.exchanges.spot.orders.cancelAll();
  });

  it.each(['spot', 'swap'] as const)(
    'an amendment of a post-only order on %s leaves without post_only where the price stays or the type implies the flag',
    async (marketType) => {
      const { exchangeOrderId } = await place(marketType, { postOnly: true });
      const change = marketType === 'spot' ? { quantity: '0.02' } : { quantity: '0.02', price: '71000' };
      const amended = { ...change, postOnly: true } as const;
      const outcome = await amendOrder(
        scene.exchanges[marketType],
        { exchangeOrderId },
        symbols[marketType][0],
        amended,
        notAfter,
      );
      expect(outcome).toMatchObject({ kind: 'accepted' });
      expect(onlyRequest(scene.simulators, marketType)[1]).not.toHaveProperty('post_only');
      await scene.exchanges[marketType].orders.cancelAll();
    },
  );

  it('on futures an amended post-only order does not cross, without any flag in the request', async () => {
    const { exchangeOrderId } = await place('swap', { postOnly: true });
    const amendment = [{ exchangeOrderId }, 'BTC/USD:USD', { price: '85000' }, notAfter] as const;
    // "would be filled upon placement, thus is cancelled" (edit-order): nobody tells whether the old order rests.
    const message = expect.stringMatching(
      /postWouldExecute.*has not amended the order, and may have canceled it.*Read the order/,
    );
    expect(await amendOrder(scene.exchanges.swap, ...amendment)).toMatchObject({
      kind: 'rejected',
      error: { message },
    });
    await scene.exchanges.swap.orders.cancelAll();
  });

  it.each(['spot', 'swap'] as const)(
    'an amendment on %s to a price finer than the step is refused before a request leaves',
    async (marketType) => {
      scene.simulators[marketType].sent.length = 0;
      const change = { price: '70000.123456' };
      await expect(
        amendOrder(scene.exchanges[marketType], { exchangeOrderId: 'x' }, symbols[marketType][0], change, notAfter),
      ).rejects.toMatchObject({ code: 'INVALID_ORDER' });
      expect(scene.simulators[marketType].sent).toEqual([]);
    },
  );

  it.each(['spot', 'swap'] as const)(
    'an amendment on %s of an order that does not exist is rejected',
    async (marketType) => {
      const exchangeOrderId = marketType === 'spot' ? 'OAAAAA-BBBBB-CCCCCC' : '00000000-0000-4000-8000-000000000000';
      const outcome = await amendOrder(
        scene.exchanges[marketType],
        { exchangeOrderId },
        symbols[marketType][0],
        { quantity: '0.5' },
        notAfter,
      );
      expect(outcome).toMatchObject({ kind: 'rejected' });
    },
  );

  it.each([
    ['spot', { error: [], result: {} }],
    ['spot', { error: ['EService:Deadline elapsed'] }],
    ['swap', { result: 'success', editStatus: { orderId: 'x' } }],
    ['swap', { result: 'success', editStatus: { status: 'selfFill', orderEvents: [{ type: 'EXECUTION' }] } }],
  ] as const)(
    'an amendment on %s answered with %j has an unknown outcome: the answer neither confirms nor refuses',
    async (marketType, body) => {
      scene.simulators[marketType].substitute = () => ({ status: 200, body });
      const outcome = await amendOrder(
        scene.exchanges[marketType],
        { exchangeOrderId: 'x' },
        symbols[marketType][0],
        { quantity: '0.5' },
        notAfter,
      );
      expect(outcome).toMatchObject({ kind: 'unknown' });
    },
  );

  // docs.kraken.com/api-reference/order-management/edit-order
  it.each([
    ['orderForEditNotAStop', 'INVALID_ORDER'],
    ['cannotEditTriggerPriceOfTrailingStop', 'INVALID_ORDER'],
    ['cannotEditLimitPriceOfTrailingStop', 'INVALID_ORDER'],
    ['orderForEditNotFound', 'NOT_FOUND'],
  ])('an amendment on swap answered with %s is rejected as %s', async (status, code) => {
    scene.simulators.swap.substitute = () => ({ status: 200, body: { result: 'success', editStatus: { status } } });
    const outcome = await amendOrder(
      scene.exchanges.swap,
      { exchangeOrderId: 'e35d61dd-8a30-4d5f-a574-b5593ef0c050' },
      symbols.swap[0],
      { stopPrice: '70000' },
      notAfter,
    );
    expect(outcome).toMatchObject({ kind: 'rejected', error: { code, details: [{ exchangeCode: status }] } });
  });
});
