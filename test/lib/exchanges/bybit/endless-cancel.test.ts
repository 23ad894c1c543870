import { expect, it } from 'vitest';
import { openScene, told } from './fixture-bybit.ts';

/** A list that ends never is given up after seconds of pauses. */
it('a cancellation of all orders of which the exchange shows one for ever is an error', async () => {
  const { adapter, answers } = await openScene('spot');
  answers['order/cancel-all'] = () => told({ list: [{ orderId: 'stays' }], success: '1' });
  await expect(adapter.orders.cancelAll()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
});
