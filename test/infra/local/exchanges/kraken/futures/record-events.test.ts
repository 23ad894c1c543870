import { describe, expect, it } from 'vitest';
import type { Params } from './fixture-client.ts';
import { moveTo, openExchange } from './fixture-client.ts';

describe('order, trigger and execution events', () => {
  it('an order that fills at once is one event with the fill in it', () => {
    const exchange = openExchange();
    const { order_id } = exchange.order({ orderType: 'mkt', cliOrdId: 'mine' });
    const { elements } = exchange.history('orders');
    expect(elements).toHaveLength(1);
    expect(elements[0]?.event.OrderPlaced).toMatchObject({
      order: { uid: order_id, quantity: '0', filled: '0.01', clientId: 'mine', orderType: 'IoC', direction: 'Buy' },
      reason: 'new_user_order',
    });
  });

  it('a resting order is placed, updated and filled', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'lmt', limitPrice: 70_000 });
    moveTo(exchange, 69_000);
    const { elements } = exchange.history('orders', { sort: 'asc' });
    expect(elements.map(({ event }) => Object.keys(event)[0])).toEqual(['OrderPlaced', 'OrderUpdated']);
    expect(elements[1]?.event.OrderUpdated).toMatchObject({
      reason: 'full_fill',
      newOrder: { quantity: '0', filled: '0.01' },
    });
  });

  it('cancelled and rejected orders say so; opened and closed select', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ orderType: 'lmt', limitPrice: 70_000 });
    exchange.post('cancelorder', { order_id });
    exchange.order({ orderType: 'post', limitPrice: 80_100 });
    const names = (params: Params) =>
      exchange.history('orders', params).elements.map(({ event }) => Object.keys(event)[0]);
    expect(names({})).toEqual(['OrderRejected', 'OrderCancelled', 'OrderPlaced']);
    expect(names({ closed: true })).toEqual(['OrderRejected', 'OrderCancelled']);
    expect(names({ opened: true })).toEqual(['OrderPlaced']);
    expect(names({ opened: false })).toEqual(['OrderRejected', 'OrderCancelled']);
  });

  it('a trigger is placed, then activated or cancelled', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'stp', stopPrice: 85_000, cliOrdId: 'fires' });
    exchange.order({ orderType: 'stp', side: 'sell', stopPrice: 60_000, cliOrdId: 'ends' });
    moveTo(exchange, 85_000);
    exchange.post('cancelorder', { cliOrdId: 'ends' });
    const { elements } = exchange.history('triggers', { sort: 'asc' });
    expect(elements.map(({ event }) => Object.keys(event)[0])).toEqual([
      'OrderTriggerPlaced',
      'OrderTriggerPlaced',
      'OrderTriggerActivated',
      'OrderTriggerCancelled',
    ]);
    expect(elements[2]?.event.OrderTriggerActivated?.order.clientId).toBe('fires');
  });

  it('a trigger that is edited is told as it was and as it is', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ orderType: 'stp', stopPrice: 85_000 });
    exchange.post('editorder', { orderId: order_id, stopPrice: 86_000 });
    const [latest] = exchange.history('triggers').elements;
    expect(latest?.event.OrderTriggerUpdated).toMatchObject({
      oldOrderTrigger: { uid: order_id, triggerOptions: { triggerPrice: '85000' } },
      newOrderTrigger: { uid: order_id, triggerOptions: { triggerPrice: '86000' } },
      reason: 'edited_by_user',
    });
    expect(exchange.history('orders').elements).toEqual([]);
  });

  it('an edit that is refused is told with the old and the attempted order, and the order stands as it was', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ orderType: 'post', limitPrice: 70_000 });
    exchange.post('editorder', { orderId: order_id, limitPrice: 90_000 });
    const [latest] = exchange.history('orders').elements;
    expect(latest?.event.OrderEditRejected).toMatchObject({
      oldOrder: { uid: order_id, limitPrice: '70000' },
      attemptedOrder: { uid: order_id, limitPrice: '90000' },
      orderError: 'post_would_execute',
    });
    expect(exchange.history('orders', { opened: true }).elements).toHaveLength(1);
    expect(exchange.get('openorders').openOrders).toMatchObject([{ limitPrice: 70_000 }]);
  });

  it('an edit of a trigger that is refused is told among the triggers', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ orderType: 'stp', stopPrice: 85_000 });
    exchange.post('editorder', { orderId: order_id, stopPrice: 85_000.03 });
    const [latest] = exchange.history('triggers').elements;
    expect(latest?.event.OrderTriggerEditRejected).toMatchObject({
      oldOrderTrigger: { uid: order_id, triggerOptions: { triggerPrice: '85000' } },
      attemptedOrderTrigger: { uid: order_id, triggerOptions: { triggerPrice: '85000.03' } },
      orderError: 'invalid_price',
    });
    expect(exchange.history('orders').elements).toEqual([]);
  });

  it('every fill is an execution', () => {
    const exchange = openExchange();
    for (const side of ['buy', 'sell', 'sell']) exchange.order({ orderType: 'mkt', side });
    const { elements } = exchange.history('executions');
    expect(elements.map(({ event }) => event.Execution?.execution.uid)).toEqual(
      exchange.get('fills').fills.map(({ fill_id }) => fill_id),
    );
  });
});

describe('fills', () => {
  it('are the last hundred; lastFillTime goes further back', () => {
    const exchange = openExchange();
    for (let trade = 0; trade < 105; trade++) {
      exchange.order({ orderType: 'mkt', side: trade % 2 ? 'sell' : 'buy', size: 0.001 });
      exchange.world.advance(1_000);
    }
    const { fills } = exchange.get('fills');
    expect(fills).toHaveLength(100);
    const oldest = fills.at(-1)?.fillTime ?? '';
    expect(exchange.get('fills', { lastFillTime: oldest }).fills).toHaveLength(5);
  });
});
