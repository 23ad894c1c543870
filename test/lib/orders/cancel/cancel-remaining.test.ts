import { describe, expect, it } from 'vitest';
import type { OrderRef, OrderStatus } from '../../../../lib/exchanges/model/order.ts';
import type { CancelOutcome } from '../../../../lib/exchanges/model/outcome.ts';
import { cancelRemaining } from '../../../../lib/orders/cancel/cancel-remaining.ts';
import { cancelAgain } from '../../../../lib/orders/cancel/reconcile-cancel-all.ts';
import { cancelAllOf, remainingOrder, restingOrder, sessionOver } from '../fixture-changes.ts';

type NamedOrder = OrderRef & { readonly exchangeOrderId: string };

/** An exchange that answers cancellations so, and shows every order with this status; the requests that it gets, id by id. */
function answering(answer: (id: string) => CancelOutcome | null, status: OrderStatus = 'open') {
  const asked: (readonly string[])[] = [];
  return {
    asked,
    read: async ({ exchangeOrderId }: NamedOrder) => restingOrder({ exchangeOrderId, status }),
    cancelSome: async (refs: readonly OrderRef[]) => {
      const ids = refs.map(({ exchangeOrderId = '' }) => exchangeOrderId);
      asked.push(ids);
      return ids.map(answer);
    },
  };
}

describe('the orders of a cancel-all', () => {
  it('the orders are canceled by id, in as few requests as the exchange allows', async () => {
    const exchange = answering(() => 'canceled');
    const ids = Array.from({ length: 120 }, (_, index) => `order ${index}`);
    const after = await cancelRemaining(sessionOver(exchange), cancelAllOf({ remaining: ids.map(remainingOrder) }));
    expect(exchange.asked.map((batch) => batch.length)).toEqual([50, 50, 20]);
    expect(exchange.asked.flat()).toEqual(ids);
    expect(after).toMatchObject({ state: 'ACCEPTED', canceled: 120, remaining: [] });
  });

  it('the orders are canceled store by store, in batches as large as each store takes', async () => {
    const exchange = answering(() => 'canceled');
    const usual = sessionOver(exchange);
    const { regular } = usual.market;
    const market = {
      ...usual.market,
      regular: { ...regular, cancelBatch: 2 },
      trigger: { ...regular, cancelBatch: 1 },
    };
    const stops = ['d', 'e'].map((id) => ({ ...remainingOrder(id), store: 'trigger' }) as const);
    const remaining = [...['a', 'b', 'c'].map(remainingOrder), ...stops];
    const after = await cancelRemaining({ ...usual, market }, cancelAllOf({ remaining }));
    expect(exchange.asked).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
    expect(after).toMatchObject({ state: 'ACCEPTED', canceled: 5, remaining: [] });
  });

  it('orders whose cancellation got no answer stay open, and count when a later request cancels them', async () => {
    const record = cancelAllOf({ remaining: ['a', 'b', 'c'].map(remainingOrder) });
    const once = await cancelRemaining(sessionOver(answering((id) => (id === 'b' ? null : 'canceled'))), record);
    expect(once).toMatchObject({ state: 'UNKNOWN', canceled: 2, remaining: [remainingOrder('b')] });
    const exchange = answering(() => 'canceled');
    expect(await cancelRemaining(sessionOver(exchange), once)).toMatchObject({
      state: 'ACCEPTED',
      canceled: 3,
      remaining: [],
    });
    expect(exchange.asked).toEqual([['b']]);
  });

  it('an order whose cancellation is pending may fill: the order stays open, and the reason is told', async () => {
    const exchange = answering((id) => (id === 'b' ? 'pending' : 'canceled'));
    const record = cancelAllOf({ remaining: ['a', 'b'].map(remainingOrder), plan: [], canceledIds: [] });
    expect(await cancelRemaining(sessionOver(exchange), record)).toMatchObject({
      state: 'UNKNOWN',
      canceled: 1,
      canceledIds: ['a'],
      remaining: [remainingOrder('b')],
      lastError: { code: 'EXCHANGE_UNAVAILABLE', message: expect.stringMatching(/has accepted.*may fill/) },
    });
  });

  it.each(['gone', null] as const)('an order that is open after the answer %s has a reason', async (outcome) => {
    const after = await cancelRemaining(sessionOver(answering(() => outcome)), cancelAllOf());
    expect(after).toMatchObject({
      state: 'UNKNOWN',
      canceled: 0,
      lastError: { message: expect.stringMatching(/canceled nothing/) },
    });
  });

  it('all orders stay open when the request fails', async () => {
    const failing = sessionOver({ cancelSome: () => Promise.reject(new Error('away')) });
    expect(await cancelRemaining(failing, cancelAllOf())).toMatchObject({
      state: 'UNKNOWN',
      remaining: [remainingOrder('a')],
    });
  });

  it.each([
    ['canceled', { state: 'ACCEPTED', canceled: 1 }],
    ['filled', { state: 'ACCEPTED', canceled: 0 }],
    ['expired', { state: 'ACCEPTED', canceled: 0 }],
    ['open', { state: 'UNKNOWN', remaining: [remainingOrder('a')] }],
  ] as const)('an order that is gone is read, and was %s', async (status, after) => {
    expect(await cancelRemaining(sessionOver(answering(() => 'gone', status)), cancelAllOf())).toMatchObject(after);
  });

  it('an order that nothing shows any more has ended, unless the journal knows of no end', async () => {
    const exchange = { ...answering(() => 'gone'), read: async () => null };
    const ended = (order: object) =>
      cancelRemaining(sessionOver(exchange), cancelAllOf({ remaining: [{ ...remainingOrder('a'), ...order }] }));
    expect(await ended({})).toMatchObject({ state: 'ACCEPTED', canceled: 0 });
    expect(await ended({ since: 1 })).toMatchObject({ state: 'UNKNOWN', remaining: [{ exchangeOrderId: 'a' }] });
  });

  it('an order of the journal is looked for from its own time on, and the names of canceled orders are kept', async () => {
    const asked: number[] = [];
    const read = async (_ref: NamedOrder, since: number) => {
      asked.push(since);
      return restingOrder({ status: 'filled' });
    };
    const exchange = { ...answering((id) => (id === 'a' ? 'gone' : 'canceled')), read };
    const remaining = [{ ...remainingOrder('a'), since: 4711 }, remainingOrder('b')];
    const record = cancelAllOf({ remaining, plan: [], canceledIds: [] });
    const after = await cancelRemaining(sessionOver(exchange), record);
    expect([asked, after.state, after.canceledIds]).toEqual([[4711], 'ACCEPTED', ['b']]);
  });

  it('an exchange that gives no answer never leaves the orders to a person, and one that keeps them open does', async () => {
    const old = cancelAllOf({ sentAt: 0, remaining: [remainingOrder('a')] });
    const silent = { ...answering(() => 'canceled'), cancelSome: async () => Promise.reject(new Error('away')) };
    expect(await cancelAgain(sessionOver(silent), old)).toMatchObject({ state: 'UNKNOWN', openBecause: 'LOOK_FAILED' });
    expect(await cancelAgain(sessionOver(answering(() => 'pending')), old)).toMatchObject({ state: 'NEEDS_REVIEW' });
  });

  it('a rotated key cancels nothing, because the key may be a different customer’s: in the end a person must decide', async () => {
    const exchange = answering(() => 'canceled');
    const rotated = sessionOver(exchange, 'version-2');
    expect((await cancelAgain(rotated, cancelAllOf({ sentAt: Date.now() }))).state).toBe('UNKNOWN');
    expect((await cancelAgain(rotated, cancelAllOf({ sentAt: 0 }))).state).toBe('NEEDS_REVIEW');
    expect(exchange.asked).toEqual([]);
  });
});
