import { describe, expect, it } from 'vitest';
import type { CancelOutcome, ExchangeOrder } from '../../../lib/exchanges/exchange.ts';
import { cancelOpenOrders, cancelWhatIsOpen, passAgain } from '../../../lib/orders/cancel-open-orders.ts';
import { beginOrder } from '../../../lib/orders/order-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { cancelAllOf, openedOver, restingOrder } from './fixture-changes.ts';
import { recordOf, sentAt } from './fixture-records.ts';

useEmbeddedTable();

const at = (exchangeOrderId: string, createdAt: number, more: Partial<ExchangeOrder> = {}): ExchangeOrder =>
  restingOrder({ exchangeOrderId, createdAt, clientOrderId: null, ...more });

/** An exchange with these open orders; what it answers to a cancellation, and what it is asked to cancel. */
const withOpen = (open: readonly ExchangeOrder[], answer: (id: string) => CancelOutcome | null = () => 'canceled') => {
  const asked: string[] = [];
  return {
    asked,
    openOrders: async () => [...open],
    readOrder: async (id: string) => open.find((order) => order.exchangeOrderId === id) ?? null,
    cancelOrders: async (ids: readonly string[]) => {
      asked.push(...ids);
      return ids.map(answer);
    },
  };
};

describe('the call that first wishes to cancel all', () => {
  it('cancels whatever is open, whatever the clocks say', async () => {
    const exchange = withOpen([at('a', sentAt - 60_000), at('b', sentAt + 60_000)]);
    const after = await cancelWhatIsOpen(openedOver(exchange), cancelAllOf());
    expect([exchange.asked, after]).toMatchObject([['a', 'b'], { state: 'ACKED', canceled: 2, left: [] }]);
  });

  it('cancels many in as few requests as the exchanges allow', async () => {
    const orders = Array.from({ length: 120 }, (_, index) => at(`order ${index}`, sentAt));
    const sizes: number[] = [];
    const { cancelOrders, ...exchange } = withOpen(orders);
    const counting = (ids: readonly string[]) => {
      sizes.push(ids.length);
      return cancelOrders(ids);
    };
    const after = await cancelWhatIsOpen(openedOver({ ...exchange, cancelOrders: counting }), cancelAllOf());
    expect([sizes, after]).toMatchObject([[50, 50, 20], { state: 'ACKED', canceled: 120 }]);
  });

  it('is not done while one cancellation has no answer', async () => {
    const exchange = withOpen([at('a', sentAt), at('b', sentAt)], (id) => (id === 'b' ? null : 'pending'));
    const after = await cancelWhatIsOpen(openedOver(exchange), cancelAllOf());
    expect(after).toMatchObject({ state: 'UNKNOWN', canceled: 1, left: ['b'] });
  });

  it('is not done when the exchange says "gone" of an order that it still shows as open', async () => {
    const exchange = withOpen([at('a', sentAt)], () => 'gone');
    expect(await cancelWhatIsOpen(openedOver(exchange), cancelAllOf())).toMatchObject({
      state: 'UNKNOWN',
      left: ['a'],
    });
  });
});

describe('a later pass', () => {
  it('cancels by id what the first one left, and nothing else', async () => {
    const exchange = withOpen([at('a', sentAt), at('since', sentAt)]);
    const after = await cancelOpenOrders(openedOver(exchange), cancelAllOf({ left: ['a'], canceled: 3 }));
    expect([exchange.asked, after]).toMatchObject([['a'], { state: 'ACKED', canceled: 4 }]);
  });

  it('counts what an unanswered cancellation has canceled, and not what was filled', async () => {
    const ended = { a: 'canceled', b: 'filled' } as const;
    const exchange = {
      ...withOpen([]),
      readOrder: async (id: string) => at(id, sentAt, { status: ended[id as 'a'] }),
    };
    const after = await cancelOpenOrders(openedOver(exchange), cancelAllOf({ left: ['a', 'b'] }));
    expect(after).toMatchObject({ state: 'ACKED', canceled: 1 });
  });

  it('goes by the time of the wish where nothing was noted: by the exchange’s clock, and close to it by our journal', async () => {
    const wish = cancelAllOf();
    const own = async (clientOrderId: string, sent: number): Promise<void> =>
      void (await beginOrder(recordOf({ ref: wish.ref, clientOrderId, sentAt: sent })));
    await own('ours-before', sentAt - 1);
    await own('ours-since', sentAt + 1);
    const exchange = withOpen([
      at('long before', sentAt - 5_001),
      at('just before', sentAt - 1),
      at('just since', sentAt + 1),
      at('ours before', sentAt + 4_000, { clientOrderId: 'ours-before' }),
      at('ours since', sentAt - 4_000, { clientOrderId: 'ours-since' }),
    ]);
    await cancelOpenOrders(openedOver(exchange), wish);
    expect(exchange.asked).toEqual(['long before', 'just before', 'ours before']);
  });

  it('touches nothing under a rotated key, which may be another customer’s', async () => {
    const exchange = withOpen([at('a', sentAt)]);
    const after = await passAgain(openedOver(exchange, 'version-2'), cancelAllOf({ sentAt: Date.now() }));
    expect([exchange.asked, after.state]).toEqual([[], 'UNKNOWN']);
    expect((await passAgain(openedOver(exchange, 'version-2'), cancelAllOf({ sentAt: 0 }))).state).toBe('MANUAL');
  });
});
