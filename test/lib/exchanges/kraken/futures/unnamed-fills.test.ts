import { afterEach, describe, expect, it } from 'vitest';
import { freshId, useOrders } from '../../fixture-orders.ts';
import { startTime } from '../../fixture-venues.ts';
import { at, id, order, show } from './fixture-order-lists.ts';

const scene = useOrders();
const garbled = { code: 'EXCHANGE_UNAVAILABLE' };
afterEach(() => {
  scene.simulators.swap.control('answers', { client_ids: 'cliOrdId' });
  scene.simulators.swap.control('history', { late_ms: 0 });
});

function find(clientOrderId = id) {
  const ref = { symbol: 'BTC/USD:USD', store: 'regular', clientOrderId } as const;
  return scene.exchanges.swap.orders.find(ref, startTime - 60_000, { inFills: true });
}

function fill(orderId: string | undefined, named: object = {}) {
  return {
    ...{ fill_id: `f${orderId}`, order_id: orderId, symbol: 'PF_XBTUSD', side: 'buy', ...named },
    ...{ size: 1, price: 80000, fillTime: at, fillType: 'taker' },
  };
}

/** An order event that tells this client order id. */
function told(uid: string, clientId: unknown) {
  return { OrderPlaced: { order: { ...order(uid, '0', '1'), clientId } } };
}

describe('a futures fill that names no client order id', () => {
  it.each([
    ['no event tells its order', []],
    ['the event of its order tells no id either', [told('A', undefined)]],
    ['the event of its order tells null', [told('A', null)]],
  ])('leaves the look incomplete where %s: no order is absent beside the fill', async (_title, orders) => {
    show(scene.simulators, { fills: [fill('A')], orders });
    await expect(find()).rejects.toMatchObject(garbled);
  });

  it('leaves the look incomplete where one of several orders is not told', async () => {
    show(scene.simulators, { fills: [fill('A'), fill('B')], orders: [told('A', 'another')] });
    await expect(find()).rejects.toMatchObject(garbled);
  });

  it('leaves the look incomplete without the id of its order', async () => {
    show(scene.simulators, { fills: [fill(undefined)], orders: [told('A', 'another')] });
    await expect(find()).rejects.toMatchObject(garbled);
  });

  it.each(['another', ''])('is of another order where the events tell the client order id "%s"', async (clientId) => {
    show(scene.simulators, { fills: [fill('A')], orders: [told('A', clientId)] });
    expect(await find()).toEqual({ kind: 'absent' });
  });

  it('is not overlooked behind a fill of another order where the exchange cuts the page of fills', async () => {
    const { swap, world } = scene.simulators;
    const { clientOrderId } = await scene.place('swap', { type: 'market', quantity: '0.001' });
    world.advance(1);
    await scene.place('swap', { type: 'market', quantity: '0.001' });
    swap.control('history', { late_ms: 60_000 });
    swap.control('ledger', { page_cap: 1 });
    world.advance(10_000);
    await expect(find(clientOrderId)).rejects.toMatchObject(garbled);
    swap.control('ledger', { page_cap: null });
    world.advance(60_000);
  });

  it('costs one reading of the events, whatever the number of orders', async () => {
    const orders = ['A', 'B', 'C'];
    show(scene.simulators, { fills: orders.map((each) => fill(each)), orders: orders.map((each) => told(each, '')) });
    scene.simulators.swap.sent.length = 0;
    expect(await find()).toEqual({ kind: 'absent' });
    const paths = scene.simulators.swap.sent.map(({ path }) => path.split('/').at(-1));
    expect(paths.filter((path) => path !== 'fills')).toEqual(['status', 'orders', 'triggers', 'orders']);
  });
});

describe.each(['cliOrdId', 'cli_ord_id', 'left-out'])(
  'where Kraken Futures tells client order ids as %s',
  (client_ids) => {
    it('a filled order that no list shows is never absent, and is found when the events tell it', async () => {
      const { world, swap } = scene.simulators;
      swap.control('answers', { client_ids });
      swap.control('history', { late_ms: 60_000 });
      const { clientOrderId } = await scene.place('swap', { type: 'market', quantity: '0.001' });
      world.advance(10_000);
      await expect(find(clientOrderId)).rejects.toMatchObject(garbled);
      world.advance(60_000);
      expect(await find(clientOrderId)).toMatchObject({ kind: 'found', order: { status: 'filled' } });
      expect(await find(freshId())).toEqual({ kind: 'absent' });
    });

    it('a resting order is found, and open orders and fills show the id that is told', async () => {
      scene.simulators.swap.control('answers', { client_ids });
      const { clientOrderId } = await scene.place('swap');
      const filled = await scene.place('swap', { type: 'market', quantity: '0.001' });
      expect(await find(clientOrderId)).toMatchObject({ order: { status: 'open', clientOrderId } });
      const isTold = client_ids !== 'left-out';
      const open = await scene.exchanges.swap.orders.open();
      expect(open.at(-1)).toMatchObject({ clientOrderId: isTold ? clientOrderId : null });
      const { items } = await scene.exchanges.swap.data.fills({ limit: 1 });
      expect(items).toMatchObject([{ clientOrderId: isTold ? filled.clientOrderId : null }]);
      await scene.exchanges.swap.orders.cancelAll();
    });
  },
);
