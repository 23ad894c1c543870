import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../../../../lib/exchanges/model/order.ts';
import type { FindTerms } from '../../../../../lib/exchanges/model/outcome.ts';
import { placeOrder } from '../../fixture-calls.ts';
import { freshId, useOrders } from '../../fixture-orders.ts';
import { notAfter, orderOf, startTime } from '../../fixture-venues.ts';
import { at, entry, id, type Lists, order, placed, rejected, show, trigger } from './fixture-order-lists.ts';

const scene = useOrders();

function find(clientOrderId = id, terms: FindTerms = { inFills: true }) {
  return scene.exchanges.swap.orders.find(
    { symbol: 'BTC/USD:USD', store: 'regular', clientOrderId: clientOrderId },
    startTime - 60_000,
    terms,
  );
}

describe('two orders on futures with one client order id', () => {
  const refusedCopy = entry('B', 0, 'REJECTED', 'CLIENT_ORDER_ID_IN_USE');
  const refusedFirst = entry('B', 0, 'REJECTED', 'IOC_WOULD_NOT_EXECUTE');
  const executed = entry('A', 1, 'FULLY_EXECUTED');
  const cases: [string, Lists][] = [
    ['when orders/status lists the refused copy first', { status: [refusedCopy, executed] }],
    ['when orders/status lists the refused copy last', { status: [executed, refusedCopy] }],
    ['when the first copy was refused for the price, and listed last', { status: [executed, refusedFirst] }],
    ['when orders/status shows the refused copy alone', { status: [refusedCopy], orders: [placed('A')] }],
    [
      'when orders/status shows only an order that was refused for the price',
      { status: [refusedFirst], orders: [placed('A')] },
    ],
    ['when the refusal is the last event', { orders: [placed('A'), rejected('B', 'client_order_id_in_use')] }],
    [
      'when a refusal for the price is the last event',
      { orders: [placed('A'), rejected('B', 'ioc_would_not_execute')] },
    ],
  ];
  it.each(cases)(
    'of two futures orders with one client order id the accepted order is found %s',
    async (_title, lists) => {
      show(scene.simulators, lists);
      expect(await find()).toMatchObject({ kind: 'found', order: { exchangeOrderId: 'A', status: 'filled' } });
    },
  );

  it('a futures stop is found among the trigger events beside a refused copy of the same id', async () => {
    show(scene.simulators, {
      orders: [rejected('B', 'unknown_error')],
      triggers: [{ OrderTriggerPlaced: { order: trigger('A', '90000') } }],
    });
    expect(await find()).toMatchObject({ order: { exchangeOrderId: 'A', status: 'unknown', stopPrice: '90000' } });
  });

  it.each(['market', 'stop_loss'] as const)(
    'a %s order on futures that was sent twice is found by its id, at once and an hour later',
    async (type) => {
      const terms: Partial<OrderRequest> = type === 'market' ? {} : { side: 'sell', stopPrice: '60000' };
      const request = orderOf('swap', { type, clientOrderId: freshId(), ...terms });
      const send = () => placeOrder(scene.exchanges.swap, request, notAfter + scene.simulators.world.now() - startTime);
      const first = await send();
      if (first.kind !== 'accepted') throw first.error;
      expect(await send()).toMatchObject({ kind: 'idTaken' });
      for (const passed of [0, 3_600_000]) {
        scene.simulators.world.advance(passed);
        expect(await find(request.clientOrderId)).toMatchObject({
          order: { exchangeOrderId: first.exchangeOrderId, status: type === 'market' ? 'filled' : 'open' },
        });
      }
    },
  );
});

describe('rejected orders on futures', () => {
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
  ] as [string, Lists][])('a rejected futures order is found as rejected %s', async (_title, lists) => {
    show(scene.simulators, lists);
    expect(await find()).toMatchObject({ order: { exchangeOrderId: 'A', status: 'rejected' } });
  });

  it.each([
    ['in orders/status', { status: [entry('B', 0, 'REJECTED', 'CLIENT_ORDER_ID_IN_USE')] }],
    ['in the events', { orders: [rejected('B', 'client_order_id_in_use')] }],
  ] as [string, Lists][])(
    'a futures order refused for an id in use is not the order with that id: it is absent %s',
    async (_title, lists) => {
      show(scene.simulators, lists);
      expect(await find()).toEqual({ kind: 'absent' });
    },
  );

  it.each([
    ['in orders/status', { status: [entry('A', 0.4, 'REJECTED', 'REJECTED_AFTER_EXECUTION')] }],
    ['in the events', { orders: [rejected('A', 'rejected_after_execution', '0.4')] }],
  ] as [string, Lists][])(
    'a futures order rejected after executions has ended partly filled %s',
    async (_title, lists) => {
      show(scene.simulators, lists);
      expect(await find()).toMatchObject({
        order: { exchangeOrderId: 'A', status: 'canceled', filledQuantity: '0.4' },
      });
    },
  );
});

describe('a futures order that ended partly filled a moment ago, after another program had enlarged it', () => {
  /** orders/status tells 1 and 0.4 filled, which has two readings. */
  const ended = { status: [entry('A', 0.4, 'CANCELLED')] };
  const enlarged = order('A', '1.6', '0.4');
  const events = [placed('A', '1', '0'), { OrderUpdated: { newOrder: enlarged, oldOrder: order('A', '0.6', '0.4') } }];
  const canceled = { OrderCancelled: { order: enlarged, reason: 'cancelled_by_user' } };
  const read = () =>
    scene.exchanges.swap.orders.read(
      { symbol: 'BTC/USD:USD', store: 'regular', exchangeOrderId: 'A' },
      startTime - 60_000,
    );
  const sizes = { status: 'canceled', quantity: '2', filledQuantity: '0.4', remainingQuantity: '1.6' };

  it('has the newer size, from the event of its end', async () => {
    show(scene.simulators, { ...ended, orders: [...events, canceled] });
    expect(await read()).toMatchObject(sizes);
    expect(await find()).toMatchObject({ order: sizes });
  });

  it.each([
    ['the end is not among the events yet', events],
    ['the events have seen less filled', [{ OrderCancelled: { order: order('A', '1.9', '0.1') } }]],
    ['the events cannot be read', [{}]],
  ])('has no known size while %s', async (_title, orders) => {
    show(scene.simulators, { ...ended, orders });
    expect(await read()).toMatchObject({ status: 'canceled', quantity: null, filledQuantity: '0.4' });
  });
});

describe('fills ahead of the history on futures', () => {
  const fill = (clientOrderId = id) => ({
    ...{ fill_id: 'f', order_id: 'A', cliOrdId: clientOrderId, symbol: 'PF_XBTUSD', side: 'buy' },
    ...{ size: 1, price: 80000, fillTime: at, fillType: 'taker' },
  });

  it.each([
    ['when no list shows the order', {}],
    ['when the lists show a refused copy alone', { status: [entry('B', 0, 'REJECTED', 'IOC_WOULD_NOT_EXECUTE')] }],
    ['when the events show a rejection', { orders: [rejected('A', 'ioc_would_not_execute')] }],
  ] as [string, Lists][])('a futures order with a fill is neither absent nor rejected %s', async (_title, lists) => {
    show(scene.simulators, { ...lists, fills: [fill()] });
    await expect(find()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    show(scene.simulators, { ...lists, fills: [fill('another')] });
    expect(await find()).toMatchObject({ kind: Object.keys(lists).length === 0 ? 'absent' : 'found' });
  });

  it('a futures order with a fill is not rejected in a look that does not prove absence', async () => {
    show(scene.simulators, { orders: [rejected('B', 'ioc_would_not_execute')], fills: [fill()] });
    await expect(find(id, {})).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('a futures order is found through its fill where the events lack the client order id', async () => {
    show(scene.simulators, {
      orders: [{ OrderPlaced: { order: { ...order('A', '0', '1'), clientId: null } } }],
      fills: [fill()],
    });
    expect(await find()).toMatchObject({ order: { exchangeOrderId: 'A', status: 'filled', averagePrice: '80000' } });
  });

  it('a futures order of which a part of its fills is told has no average price', async () => {
    show(scene.simulators, { status: [entry('A', 1, 'FULLY_EXECUTED')], fills: [{ ...fill(), size: 0.4 }] });
    expect(await find()).toMatchObject({ order: { status: 'filled', filledQuantity: '1', averagePrice: null } });
    show(scene.simulators, { status: [entry('A', 1, 'FULLY_EXECUTED')], fills: [fill()] });
    expect(await find()).toMatchObject({ order: { averagePrice: '80000' } });
  });
});
