import { afterEach, describe, expect, it } from 'vitest';
import { amendOrder, placeOrder } from '../../fixture-calls.ts';
import { useOrders } from '../../fixture-orders.ts';
import { notAfter, orderOf, startTime } from '../../fixture-venues.ts';

const scene = useOrders();
const unreadable = '00000000-0000-4000-8000-00000000000';
afterEach(() => void scene.simulators.swap.control('answers', { errors: 'recorded' }));

/** Every call of the adapter, answered by the parser's refusal in one of its shapes. */
describe.each([
  ['a word', { result: 'error', error: 'invalidArgument: symbol' }, 200, 'INVALID_ORDER'],
  ['a list', listed('BAD_REQUEST', 11, 'Argument invalid: symbol'), 400, 'INVALID_REQUEST'],
  ['a list with a missing endpoint', listed('NOT_FOUND', 0, '404 NOT_FOUND'), 404, 'INVALID_REQUEST'],
])('a refusal by the parser as %s', (_title, body, status, code) => {
  const refuse = () => {
    scene.simulators.swap.substitute = () => ({ status, body });
  };
  it('rejects an order and an amendment for good', async () => {
    refuse();
    const order = orderOf('swap', { type: 'limit', price: '70000' });
    expect(await placeOrder(scene.exchanges.swap, order, notAfter)).toMatchObject({
      kind: 'rejected',
      error: { code },
    });
    const amended = amendOrder(
      scene.exchanges.swap,
      { exchangeOrderId: '00000000-0000-4000-8000-00000000000a' },
      'BTC/USD:USD',
      { price: '70001' },
      notAfter,
    );
    expect(await amended).toMatchObject({ kind: 'rejected', error: { code } });
  });

  const place = { symbol: null, store: 'regular', exchangeOrderId: 'A' } as const;
  it.each([
    ['a cancellation', () => scene.exchanges.swap.orders.cancel(place)],
    ['a batch of cancellations', () => scene.exchanges.swap.orders.cancelSome([place])],
    ['a cancellation of everything', () => scene.exchanges.swap.orders.cancelAll()],
    ['a read of an order', () => scene.exchanges.swap.orders.read(place, startTime)],
    ['the open orders', () => scene.exchanges.swap.orders.open()],
    ['the fills', () => scene.exchanges.swap.data.fills({ limit: 10 })],
    ['the positions', () => scene.exchanges.swap.wallets.positions()],
  ])('is the error of %s, which says neither canceled nor empty', async (_call, call) => {
    refuse();
    await expect(call()).rejects.toMatchObject({ code });
  });
});

function listed(status: string, code: number, message: string) {
  return { status, result: 'error', errors: [{ code, message }], serverTime: '2026-09-25T10:00:00.000Z' };
}

it.each(['recorded', 'word', 'list'])(
  'an amendment by a malformed id is rejected, where errors are told as %s',
  async (errors) => {
    scene.simulators.swap.control('answers', { errors });
    const ref = { exchangeOrderId: unreadable };
    const outcome = await amendOrder(scene.exchanges.swap, ref, 'BTC/USD:USD', { price: '70001' }, notAfter);
    expect(outcome).toMatchObject({ kind: 'rejected' });
  },
);
