import { describe, expect, it } from 'vitest';
import { useOrders } from '../../fixture-orders.ts';
import { startTime } from '../../fixture-venues.ts';
import { id, type Lists, order, show, trigger } from './fixture-order-lists.ts';

const scene = useOrders();

function find() {
  const ref = { symbol: 'BTC/USD:USD', store: 'regular', clientOrderId: id } as const;
  return scene.exchanges.swap.orders.find(ref, startTime - 60_000, { inFills: true });
}

describe.each([
  ['as recorded', { accountId: 1, origin: '', algoId: '' }],
  ['as text', { accountId: '1', origin: 'own', algoId: 'algo' }],
  ['as numbers', { accountId: 1, origin: 2, algoId: 3 }],
  ['as null', { accountId: null, origin: null, algoId: null }],
])('accountId, origin and algoId of futures events %s', (_title, names) => {
  it.each([
    [
      'a trigger',
      (more: object): Lists => ({
        triggers: [{ OrderTriggerPlaced: { order: { ...trigger('A', '90000'), ...more } } }],
      }),
    ],
    [
      'an order',
      (more: object): Lists => ({ orders: [{ OrderPlaced: { order: { ...order('A', '0', '1'), ...more } } }] }),
    ],
    [
      'a cancellation',
      (more: object): Lists => ({
        orders: [{ OrderCancelled: { order: order('A', '1', '0'), reason: 'cancelled_by_user', ...more } }],
      }),
    ],
  ])('change nothing of %s, and are told nowhere', async (_kind, lists) => {
    show(scene.simulators, lists({}));
    const without = await find();
    expect(without).toMatchObject({ kind: 'found', order: { exchangeOrderId: 'A' } });
    show(scene.simulators, lists(names));
    expect(await find()).toEqual(without);
  });
});
