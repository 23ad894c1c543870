import { describe, expect, it } from 'vitest';
import type { Params } from './client.ts';
import { moveTo, openVenue } from './client.ts';

describe('order, trigger and execution events', () => {
  it('an order that fills at once is one event with the fill in it', () => {
    const venue = openVenue();
    const { order_id } = venue.order({ orderType: 'mkt', cliOrdId: 'mine' });
    const { elements } = venue.history('orders');
    expect(elements).toHaveLength(1);
    expect(elements[0]?.event.OrderPlaced).toMatchObject({
      order: { uid: order_id, quantity: '0', filled: '0.01', clientId: 'mine', orderType: 'IoC', direction: 'Buy' },
      reason: 'new_user_order',
    });
  });

  it('a resting order is placed, updated and filled', () => {
    const venue = openVenue();
    venue.order({ orderType: 'lmt', limitPrice: 70_000 });
    moveTo(venue, 69_000);
    const { elements } = venue.history('orders', { sort: 'asc' });
    expect(elements.map(({ event }) => Object.keys(event)[0])).toEqual(['OrderPlaced', 'OrderUpdated']);
    expect(elements[1]?.event.OrderUpdated).toMatchObject({
      reason: 'full_fill',
      newOrder: { quantity: '0', filled: '0.01' },
    });
  });

  it('cancelled and rejected orders say so; opened and closed select', () => {
    const venue = openVenue();
    const { order_id = '' } = venue.order({ orderType: 'lmt', limitPrice: 70_000 });
    venue.post('cancelorder', { order_id });
    venue.order({ orderType: 'post', limitPrice: 80_100 });
    const names = (params: Params) =>
      venue.history('orders', params).elements.map(({ event }) => Object.keys(event)[0]);
    expect(names({})).toEqual(['OrderRejected', 'OrderCancelled', 'OrderPlaced']);
    expect(names({ closed: true })).toEqual(['OrderRejected', 'OrderCancelled']);
    expect(names({ opened: true })).toEqual(['OrderPlaced']);
    expect(names({ opened: false })).toEqual(['OrderRejected', 'OrderCancelled']);
  });

  it('a trigger is placed, then activated or cancelled', () => {
    const venue = openVenue();
    venue.order({ orderType: 'stp', stopPrice: 85_000, cliOrdId: 'fires' });
    venue.order({ orderType: 'stp', side: 'sell', stopPrice: 60_000, cliOrdId: 'ends' });
    moveTo(venue, 85_000);
    venue.post('cancelorder', { cliOrdId: 'ends' });
    const { elements } = venue.history('triggers', { sort: 'asc' });
    expect(elements.map(({ event }) => Object.keys(event)[0])).toEqual([
      'OrderTriggerPlaced',
      'OrderTriggerPlaced',
      'OrderTriggerActivated',
      'OrderTriggerCancelled',
    ]);
    expect(elements[2]?.event.OrderTriggerActivated?.order.clientId).toBe('fires');
  });

  it('a trigger that is edited is told as it was and as it is', () => {
    const venue = openVenue();
    const { order_id = '' } = venue.order({ orderType: 'stp', stopPrice: 85_000 });
    venue.post('editorder', { orderId: order_id, stopPrice: 86_000 });
    const [latest] = venue.history('triggers').elements;
    expect(latest?.event.OrderTriggerUpdated).toMatchObject({
      oldOrderTrigger: { uid: order_id, triggerOptions: { triggerPrice: '85000' } },
      newOrderTrigger: { uid: order_id, triggerOptions: { triggerPrice: '86000' } },
      reason: 'edited_by_user',
    });
    expect(venue.history('orders').elements).toEqual([]);
  });

  it('every fill is an execution', () => {
    const venue = openVenue();
    for (const side of ['buy', 'sell', 'sell']) venue.order({ orderType: 'mkt', side });
    const { elements } = venue.history('executions');
    expect(elements.map(({ event }) => event.Execution?.execution.uid)).toEqual(
      venue.get('fills').fills.map(({ fill_id }) => fill_id),
    );
  });
});

describe('fills', () => {
  it('are the last hundred; lastFillTime goes further back', () => {
    const venue = openVenue();
    for (let trade = 0; trade < 105; trade++) {
      venue.order({ orderType: 'mkt', side: trade % 2 ? 'sell' : 'buy', size: 0.001 });
      venue.world.advance(1_000);
    }
    const { fills } = venue.get('fills');
    expect(fills).toHaveLength(100);
    const oldest = fills.at(-1)?.fillTime ?? '';
    expect(venue.get('fills', { lastFillTime: oldest }).fills).toHaveLength(5);
  });
});
