import { expect, it } from 'vitest';
import { useOrders } from '../../fixture-orders.ts';

const scene = useOrders();

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
