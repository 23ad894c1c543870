import { expect, it } from 'vitest';
import { orderOf, refusal, scripted } from '../binance/fixture-binance.ts';

const words = 'the minimum of BTC/USDT:USDT is 0.001 BTC and 5 USDT';

async function refusedWith(code: number) {
  const { adapter } = scripted('swap', () => refusal(code, 'refused'));
  const order = orderOf('swap');
  const prepared = await adapter.orders.prepare(order, Date.now() + 8000);
  return adapter.orders.submit(prepared, order);
}

it('a refusal of the size names the least size of the market', async () => {
  const details = [{ field: 'quantity' }];
  expect(await refusedWith(-4164)).toMatchObject({
    ...{ kind: 'rejected', error: { code: 'INVALID_ORDER', message: expect.stringContaining(words), details } },
  });
});

it('a refusal of the price names no size', async () => {
  expect(await refusedWith(-4016)).not.toMatchObject({ error: { message: expect.stringContaining('minimum') } });
});
