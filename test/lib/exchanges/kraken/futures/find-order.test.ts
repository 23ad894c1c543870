import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../../../../lib/exchanges/model/order.ts';
import type { FindTerms } from '../../../../../lib/exchanges/model/outcome.ts';
import { isSameOrder } from '../../../../../lib/orders/find-order.ts';
import { placeOrder } from '../../fixture-calls.ts';
import { freshId, openOrders } from '../../fixture-orders.ts';
import { notAfter, orderOf, startTime } from '../../fixture-venues.ts';

let scene: Awaited<ReturnType<typeof openOrders>>;
beforeAll(async () => {
  scene = await openOrders();
});
afterAll(() => scene.venues.world.close());
beforeEach(() => {
  scene.venues.swap.substitute = null;
});
const id = 'cli-1';
const at = new Date(startTime).toISOString();

/** An element of orders/status. */
function entry(orderId: string, filled: number, status: string, error: string | null = null) {
  return {
    order: {
      ...{
        type: 'ORDER',
        orderId,
        cliOrdId: id,
        symbol: 'PF_XBTUSD',
        side: 'buy',
        quantity: 1,
        filled,
        limitPrice: 80000,
      },
      ...{ reduceOnly: false, timestamp: at, lastUpdateTimestamp: at },
    },
    ...{ status, updateReason: null, error },
  };
}

/** The order of a history event, where `quantity` is what is still open. */
function order(uid: string, quantity: string, filled: string, direction = 'Buy') {
  return {
    ...{ uid, accountUid: 'a', tradeable: 'PF_XBTUSD', direction, quantity, filled, timestamp: startTime },
    ...{ limitPrice: '80000', orderType: 'IoC', clientId: id, reduceOnly: false, lastUpdateTimestamp: startTime },
  };
}
function trigger(uid: string, triggerPrice: string) {
  return {
    ...order(uid, '1', '0'),
    ...{ limitPrice: '0', orderType: 'Stop', triggerOptions: { triggerPrice, triggerSignal: 'MarkPrice' } },
  };
}
function placed(uid: string, open = '0', filled = '1') {
  return {
    OrderPlaced: { order: order(uid, open, filled), reason: 'new_user_order' },
  };
}
function rejected(uid: string, orderError: string, filled = '0') {
  return {
    OrderRejected: { order: order(uid, '1', filled), orderError, reason: 'new_user_order' },
  };
}

interface Lists {
  readonly status?: readonly object[];
  readonly orders?: readonly object[];
  readonly triggers?: readonly object[];
  readonly fills?: readonly object[];
}
function show({ status = [], orders = [], triggers = [], fills = [] }: Lists): void {
  const { swap } = scene.venues;
  const elementsOf = (events: readonly object[]) =>
    events.map((event, index) => ({ uid: String(index), timestamp: startTime + index, event }));
  swap.substitute = () => {
    const elements = elementsOf(swap.sent.at(-1)?.path.endsWith('triggers') ? triggers : orders);
    return { status: 200, body: { result: 'success', orders: status, elements, fills } };
  };
}
function find(clientOrderId = id, terms: FindTerms = { inFills: true }) {
  return scene.exchanges.swap.orders.find(
    { symbol: 'BTC/USD:USD', store: 'regular', clientOrderId: clientOrderId },
    startTime - 60_000,
    terms,
  );
}

describe('of two orders on futures with one client order id, the one that was not refused is found', () => {
  const refusedCopy = entry('B', 0, 'REJECTED', 'CLIENT_ORDER_ID_IN_USE');
  const refusedFirst = entry('B', 0, 'REJECTED', 'IOC_WOULD_NOT_EXECUTE');
  const executed = entry('A', 1, 'FULLY_EXECUTED');
  const cases: [string, Lists][] = [
    ['when orders/status lists the refused copy first', { status: [refusedCopy, executed] }],
    ['when orders/status lists the refused copy last', { status: [executed, refusedCopy] }],
    ['when the first copy was refused for the price, and listed last', { status: [executed, refusedFirst] }],
    ['when orders/status has forgotten it', { status: [refusedCopy], orders: [placed('A')] }],
    [
      'when orders/status shows only one that was refused for the price',
      { status: [refusedFirst], orders: [placed('A')] },
    ],
    ['when the events tell of the refusal last', { orders: [placed('A'), rejected('B', 'client_order_id_in_use')] }],
    [
      'when the events tell of a refusal for the price last',
      { orders: [placed('A'), rejected('B', 'ioc_would_not_execute')] },
    ],
  ];
  it.each(cases)('%s', async (_title, lists) => {
    show(lists);
    expect(await find()).toMatchObject({ kind: 'found', order: { exchangeOrderId: 'A', status: 'filled' } });
  });

  it('when it is a stop, which only the trigger events know', async () => {
    show({
      orders: [rejected('B', 'unknown_error')],
      triggers: [{ OrderTriggerPlaced: { order: trigger('A', '90000') } }],
    });
    expect(await find()).toMatchObject({ order: { exchangeOrderId: 'A', status: 'unknown', stopPrice: '90000' } });
  });

  it.each(['market', 'stop_loss'] as const)(
    'when it is a %s order that was sent twice, at once and an hour later',
    async (type) => {
      const terms: Partial<OrderRequest> = type === 'market' ? {} : { side: 'sell', stopPrice: '60000' };
      const wish = orderOf('swap', { type, clientOrderId: freshId(), ...terms });
      const send = () => placeOrder(scene.exchanges.swap, wish, notAfter + scene.venues.world.now() - startTime);
      const first = await send();
      if (first.kind !== 'accepted') throw first.error;
      expect(await send()).toMatchObject({ kind: 'idTaken' });
      for (const passed of [0, 3_600_000]) {
        scene.venues.world.advance(passed);
        expect(await find(wish.clientOrderId)).toMatchObject({
          order: { exchangeOrderId: first.exchangeOrderId, status: type === 'market' ? 'filled' : 'open' },
        });
      }
    },
  );
});

describe('an order on futures that was rejected', () => {
  it.each([
    [
      'in orders/status',
      { status: [entry('A', 0, 'REJECTED', 'IOC_WOULD_NOT_EXECUTE')], orders: [placed('A', '1', '0')] },
    ],
    [
      'when its trigger fired',
      {
        status: [entry('A', 0, 'TRIGGER_ACTIVATION_FAILURE')],
        triggers: [{ OrderTriggerActivated: { order: trigger('A', '90000') } }],
      },
    ],
    ['in the events', { orders: [rejected('A', 'ioc_would_not_execute')] }],
  ] as [string, Lists][])('is found as rejected: %s', async (_title, lists) => {
    show(lists);
    expect(await find()).toMatchObject({ order: { exchangeOrderId: 'A', status: 'rejected' } });
  });

  it.each([
    ['in orders/status', { status: [entry('B', 0, 'REJECTED', 'CLIENT_ORDER_ID_IN_USE')] }],
    ['in the events', { orders: [rejected('B', 'client_order_id_in_use')] }],
  ] as [string, Lists][])(
    'because its id is taken is no answer to what became of the one that bears it: %s',
    async (_title, lists) => {
      show(lists);
      expect(await find()).toEqual({ kind: 'absent' });
    },
  );

  it.each([
    ['in orders/status', { status: [entry('A', 0.4, 'REJECTED', 'REJECTED_AFTER_EXECUTION')] }],
    ['in the events', { orders: [rejected('A', 'rejected_after_execution', '0.4')] }],
  ] as [string, Lists][])('after executions ended with part of it done: %s', async (_title, lists) => {
    show(lists);
    expect(await find()).toMatchObject({ order: { exchangeOrderId: 'A', status: 'canceled', filledQuantity: '0.4' } });
  });
});

describe('an order on futures that has a fill and that the history does not show yet', () => {
  const fill = (clientOrderId = id) => ({
    ...{ fill_id: 'f', order_id: 'A', cliOrdId: clientOrderId, symbol: 'PF_XBTUSD', side: 'buy' },
    ...{ size: 1, price: 80000, fillTime: at, fillType: 'taker' },
  });

  it.each([
    ['nothing shows it', {}],
    ['only a copy that was refused is shown', { status: [entry('B', 0, 'REJECTED', 'IOC_WOULD_NOT_EXECUTE')] }],
    ['the events tell of its rejection', { orders: [rejected('A', 'ioc_would_not_execute')] }],
  ] as [string, Lists][])('is no answer, neither absent nor rejected: %s', async (_title, lists) => {
    show({ ...lists, fills: [fill()] });
    await expect(find()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    show({ ...lists, fills: [fill('another')] });
    expect(await find()).toMatchObject({ kind: Object.keys(lists).length === 0 ? 'absent' : 'found' });
  });

  it('is not rejected either where absence would not be proven yet', async () => {
    show({ orders: [rejected('B', 'ioc_would_not_execute')], fills: [fill()] });
    await expect(find(id, {})).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('is found through its fill where the events do not name the client order id', async () => {
    show({ orders: [{ OrderPlaced: { order: { ...order('A', '0', '1'), clientId: null } } }], fills: [fill()] });
    expect(await find()).toMatchObject({ order: { exchangeOrderId: 'A', status: 'filled', averagePrice: '80000' } });
  });
});

describe('an order on futures that orders/status has forgotten, and that is open in the last event shown', () => {
  const read = () =>
    scene.exchanges.swap.orders.read({ symbol: null, store: 'regular', exchangeOrderId: 'A' }, startTime - 60_000);
  const resting: Lists = { orders: [placed('A', '0.6', '0.4')] };

  it('has ended, nobody knows how yet', async () => {
    show(resting);
    for (const found of [await read(), (await find()) as { order: object }])
      expect(found !== null && 'order' in found ? found.order : found).toMatchObject({
        ...{ exchangeOrderId: 'A', status: 'unknown', filledQuantity: '0.4' },
      });
  });

  it('is open when orders/status shows it after all: it came between the two requests', async () => {
    const { swap } = scene.venues;
    show(resting);
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

describe('an event of an order on futures', () => {
  it.each([
    ['Buy', 'buy'],
    ['Sell', 'sell'],
    ['Unknown', null],
  ] as const)('with the direction %s has the side %s', async (direction, side) => {
    show({ orders: [{ OrderPlaced: { order: order('A', '0', '1', direction), reason: 'new_user_order' } }] });
    const found = await find();
    if (found.kind === 'absent') throw new Error('absent');
    expect(found.order.side).toBe(side);
    expect(isSameOrder(orderOf('swap', { quantity: '1' }), found.order)).toBe(side !== 'sell');
  });

  it('that changes a trigger tells the price it has now', async () => {
    show({
      triggers: [
        { OrderTriggerPlaced: { order: trigger('A', '90000') } },
        { OrderTriggerUpdated: { oldOrderTrigger: trigger('A', '90000'), newOrderTrigger: trigger('A', '91000') } },
      ],
    });
    expect(await find()).toMatchObject({ order: { stopPrice: '91000' } });
  });
});

it('an open order on futures whose side is not told has none', async () => {
  scene.venues.swap.substitute = () => ({
    status: 200,
    body: {
      result: 'success',
      openOrders: [{ order_id: 'A', symbol: 'PF_XBTUSD', orderType: 'lmt', side: 'unknown' }],
    },
  });
  expect(await scene.exchanges.swap.orders.open()).toMatchObject([{ exchangeOrderId: 'A', side: null }]);
});
