import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openOrders } from '../../fixture-orders.ts';

let scene: Awaited<ReturnType<typeof openOrders>>;
beforeAll(async () => {
  scene = await openOrders();
});
afterAll(() => scene.simulators.world.close());
beforeEach(() => {
  scene.simulators.swap.substitute = null;
});
it('an open futures order with an unknown side has the side null', async () => {
  scene.simulators.swap.substitute = () => ({
    status: 200,
    body: {
      result: 'success',
      openOrders: [{ order_id: 'A', symbol: 'PF_XBTUSD', orderType: 'lmt', side: 'unknown' }],
    },
  });
  expect(await scene.exchanges.swap.orders.open()).toMatchObject([{ exchangeOrderId: 'A', side: null }]);
});
