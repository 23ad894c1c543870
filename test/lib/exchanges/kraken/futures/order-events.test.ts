import { describe, expect, it } from 'vitest';
import type { FindTerms } from '../../../../../lib/exchanges/model/outcome.ts';
import { isSameOrder } from '../../../../../lib/orders/same-order.ts';
import { freshId, useOrders } from '../../fixture-orders.ts';
import { orderOf, startTime } from '../../fixture-venues.ts';
import { entry, id, type Lists, order, placed, show, trigger } from './fixture-order-lists.ts';

const scene = useOrders();

function find(clientOrderId = id, terms: FindTerms = { inFills: true }) {
  return scene.exchanges.swap.orders.find(
    { symbol: 'BTC/USD:USD', store: 'regular', clientOrderId: clientOrderId },
    startTime - 60_000,
    terms,
  );
}

describe('futures orders that orders/status has forgotten', () => {
  const read = () =>
    scene.exchanges.swap.orders.read({ symbol: null, store: 'regular', exchangeOrderId: 'A' }, startTime - 60_000);
  const resting: Lists = { orders: [placed('A', '0.6', '0.4')] };

  it('a futures order that is open in the last event and unknown to orders/status has ended with status unknown', async () => {
    show(scene.simulators, resting);
    for (const found of [await read(), (await find()) as { order: object }])
      expect(found !== null && 'order' in found ? found.order : found).toMatchObject({
        ...{ exchangeOrderId: 'A', status: 'unknown', filledQuantity: '0.4' },
      });
  });

  it('a futures order that orders/status shows on a second read is open: the order came between two requests', async () => {
    const { swap } = scene.simulators;
    show(scene.simulators, resting);
    const without = swap.substitute;
    const since = swap.sent.length;
    swap.substitute = () => {
      const statusReads = swap.sent.slice(since).filter(({ path }) => path.endsWith('orders/status')).length;
      const isShown = swap.sent.at(-1)?.path.endsWith('orders/status') === true && statusReads === 2;
      if (isShown) return { status: 200, body: { result: 'success', orders: [entry('A', 0.4, 'ENTERED_BOOK')] } };
      return without?.() ?? { status: 500, body: '' };
    };
    expect(await find()).toMatchObject({ order: { exchangeOrderId: 'A', status: 'partially_filled' } });
  });
});

describe('a cancellation that tells nothing open', () => {
  const cancelled = (open: string, filled: string, reason?: string) => ({
    OrderCancelled: { order: order('A', open, filled), ...(reason === undefined ? {} : { reason }) },
  });

  it.each([
    ['beside an executed part is the end of a filled order', cancelled('0', '1'), 'filled', '1', '0'],
    ['because of a full fill is the end of a filled order', cancelled('0', '1', 'full_fill'), 'filled', '1', '0'],
    ['by the user leaves the size of the order open', cancelled('0', '1', 'cancelled_by_user'), 'canceled', null, null],
    ['with an open part tells the whole order', cancelled('0.6', '0.4', 'cancelled_by_user'), 'canceled', '1', '0.6'],
    ['of nothing executed is a cancellation', cancelled('0', '0'), 'canceled', null, null],
  ] as const)('%s', async (_what, event, status, quantity, remainingQuantity) => {
    show(scene.simulators, { orders: [event] });
    expect(await find()).toMatchObject({ order: { status, quantity, remainingQuantity } });
  });
});

describe('events of futures orders', () => {
  it.each([
    ['Buy', 'buy'],
    ['Sell', 'sell'],
    ['Unknown', null],
  ] as const)('an event with the direction %s is of an order with the side %s', async (direction, side) => {
    show(scene.simulators, {
      orders: [{ OrderPlaced: { order: order('A', '0', '1', direction), reason: 'new_user_order' } }],
    });
    const found = await find();
    if (found.kind === 'absent') throw new Error('absent');
    expect(found.order.side).toBe(side);
    expect(isSameOrder(orderOf('swap', { quantity: '1' }), found.order)).toBe(side !== 'sell');
  });

  it('an event that changes a trigger has the new trigger price', async () => {
    show(scene.simulators, {
      triggers: [
        { OrderTriggerPlaced: { order: trigger('A', '90000') } },
        { OrderTriggerUpdated: { oldOrderTrigger: trigger('A', '90000'), newOrderTrigger: trigger('A', '91000') } },
      ],
    });
    expect(await find()).toMatchObject({ order: { stopPrice: '91000' } });
  });
});

describe('reading futures orders', () => {
  it('reading a fired futures stop tells its trigger price when the caller asks for the trigger', async () => {
    const { exchangeOrderId } = await scene.place('swap', { type: 'stop_loss', side: 'sell', stopPrice: '79000' });
    scene.simulators.swap.control('price', { symbol: 'PF_XBTUSD', price: 78_000 });
    scene.simulators.world.advance(3_600_000);
    const read = (withTrigger: boolean) =>
      scene.exchanges.swap.orders.read(
        { symbol: null, store: 'regular', exchangeOrderId: exchangeOrderId },
        startTime,
        withTrigger,
      );
    expect([await read(false), await read(true)]).toMatchObject([
      { status: 'filled', stopPrice: null },
      { status: 'filled', stopPrice: '79000' },
    ]);
    scene.simulators.swap.control('price', { symbol: 'PF_XBTUSD', price: 80_000 });
  });

  /** Pages of a hundred events, as the exchange may cut them; the body names no next page (docs get-order-events: a header does). */
  function showUnnamedPages(events: readonly { readonly timestamp: number }[], includesStart = true): void {
    const { swap } = scene.simulators;
    swap.substitute = () => {
      const { path, query } = swap.sent.at(-1) ?? {};
      const start = Number(new URLSearchParams(query).get('since')) + (includesStart ? 0 : 1);
      const rest = events.filter(({ timestamp }) => timestamp >= start);
      const elements = path?.endsWith('/orders') ? rest.slice(0, 100) : [];
      return { status: 200, body: { result: 'success', orders: [], elements, fills: [] } };
    };
  }
  const eventsOf = (at: (index: number) => number, own: string) =>
    Array.from({ length: 150 }, (_, index) => {
      const event = index === 149 ? placed(own, '0', '1') : { OrderNotFound: {} };
      return { uid: String(index), timestamp: startTime + at(index), event };
    });

  it('an event behind a long page is found, although the body names no next page', async () => {
    showUnnamedPages(eventsOf((index) => index, 'A'));
    expect(await find()).toMatchObject({ kind: 'found', order: { exchangeOrderId: 'A', filledQuantity: '1' } });
  });

  it.each([true, false])(
    'an event of the moment that ends a long page is found; since includes the moment: %s',
    async (includes) => {
      showUnnamedPages(
        eventsOf((index) => Math.min(index, 95), 'A'),
        includes,
      );
      expect(await find()).toMatchObject({ kind: 'found', order: { exchangeOrderId: 'A', filledQuantity: '1' } });
    },
  );

  it.each(['header', 'body'] as const)(
    'events of a single moment are read to the end by the name of the next page in the %s',
    async (place) => {
      const events = eventsOf(() => 0, 'A');
      const { swap } = scene.simulators;
      swap.substitute = () => {
        const { path, query } = swap.sent.at(-1) ?? {};
        const start = Number(new URLSearchParams(query).get('continuation_token'));
        const elements = path?.endsWith('/orders') ? events.slice(start, start + 100) : [];
        const next = elements.length === 100 ? String(start + 100) : undefined;
        const named = place === 'body' && next !== undefined ? { continuationToken: next } : {};
        const headers = place === 'header' && next !== undefined ? { 'next-continuation-token': next } : undefined;
        const body = { result: 'success', orders: [], elements, fills: [], ...named };
        return { status: 200, body, ...(headers === undefined ? {} : { headers }) };
      };
      expect(await find()).toMatchObject({ kind: 'found', order: { exchangeOrderId: 'A', filledQuantity: '1' } });
    },
  );

  it('a rest that no later moment leads to is an error, and not absence', async () => {
    showUnnamedPages(eventsOf(() => 0, 'A'));
    await expect(find()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('more futures events than can be read are an error, and not absence', async () => {
    const before = scene.simulators.swap.sent.length;
    scene.simulators.swap.substitute = () => ({
      status: 200,
      body: { result: 'success', orders: [], elements: [], continuationToken: 'more' },
    });
    await expect(
      scene.exchanges.swap.orders.find({ symbol: 'BTC/USD:USD', store: 'regular', clientOrderId: freshId() }, 0),
    ).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
    expect(scene.simulators.swap.sent.length - before).toBeLessThan(50);
  });
});
