import { describe, expect, it } from 'vitest';
import type { Harness } from './client.ts';
import { moveTo, openVenue } from './client.ts';

function open(venue: Harness) {
  return venue.get('openorders').openOrders;
}
function held(venue: Harness) {
  return venue.get('openpositions').openPositions[0]?.size ?? 0;
}

describe('stops and take-profits', () => {
  it('a stop waits and says what it waits for', () => {
    const venue = openVenue();
    const { status, orderEvents } = venue.order({
      orderType: 'stp',
      side: 'sell',
      stopPrice: 75_000,
      triggerSignal: 'mark',
    });
    expect(status).toBe('placed');
    expect(orderEvents[0]).toMatchObject({
      type: 'PLACE',
      orderTrigger: {
        type: 'ioc',
        triggerPrice: 75_000,
        triggerSide: 'trigger_below',
        triggerSignal: 'mark_price',
        limitPrice: null,
      },
    });
    expect(open(venue)).toMatchObject([{ orderType: 'stop', stopPrice: 75_000, triggerSignal: 'mark' }]);
    expect(venue.get('orders/status').orders).toMatchObject([
      {
        status: 'TRIGGER_PLACED',
        order: { type: 'TRIGGER_ORDER', filled: null, priceTriggerOptions: { triggerPrice: 75_000 } },
      },
    ]);
  });

  it('a sell stop fires below and sells at the market', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt' });
    const { order_id } = venue.order({ orderType: 'stp', side: 'sell', stopPrice: 75_000, reduceOnly: true });
    moveTo(venue, 75_001);
    expect(held(venue)).toBe(0.01);
    moveTo(venue, 75_000);
    expect(held(venue)).toBe(0);
    expect(venue.get('fills').fills[0]).toMatchObject({ order_id, side: 'sell', fillType: 'taker' });
  });

  it('a sell take-profit fires above', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt' });
    venue.order({ orderType: 'take_profit', side: 'sell', stopPrice: 95_000, reduceOnly: true });
    moveTo(venue, 94_999);
    expect(held(venue)).toBe(0.01);
    moveTo(venue, 95_000);
    expect(held(venue)).toBe(0);
  });

  it('a buy stop fires above and a buy take-profit below', () => {
    const venue = openVenue();
    venue.order({ orderType: 'stp', stopPrice: 85_000 });
    venue.order({ orderType: 'take_profit', stopPrice: 75_000, size: 0.02 });
    moveTo(venue, 85_000);
    expect(held(venue)).toBe(0.01);
    moveTo(venue, 75_000);
    expect(held(venue)).toBe(0.03);
  });

  it('a sell stop above the market fires at once: a take-profit sent as a stop is a market order', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt' });
    venue.order({ orderType: 'stp', side: 'sell', stopPrice: 95_000, reduceOnly: true });
    expect(held(venue)).toBe(0);
  });

  it('with a limit price it becomes a limit order', () => {
    const venue = openVenue();
    const { order_id } = venue.order({ orderType: 'stp', stopPrice: 85_000, limitPrice: 84_000 });
    moveTo(venue, 86_000);
    expect(open(venue)).toMatchObject([{ order_id, orderType: 'lmt', limitPrice: 84_000 }]);
    moveTo(venue, 83_900);
    expect(venue.get('fills').fills).toMatchObject([{ order_id, price: 84_000, fillType: 'maker' }]);
  });

  it('with an offset the limit follows from the stop price when it fires', () => {
    const venue = openVenue();
    venue.order({ orderType: 'stp', stopPrice: 85_000, limitPriceOffsetValue: -1, limitPriceOffsetUnit: 'PERCENT' });
    moveTo(venue, 86_000);
    expect(open(venue)).toMatchObject([{ limitPrice: 84_150 }]);
  });

  it('a reduce-only trigger is accepted without a position and fails when it fires', () => {
    const venue = openVenue();
    const { status, order_id = '' } = venue.order({
      orderType: 'stp',
      side: 'sell',
      stopPrice: 75_000,
      reduceOnly: true,
    });
    expect(status).toBe('placed');
    moveTo(venue, 74_000);
    expect(open(venue)).toEqual([]);
    expect(venue.get('orders/status', { orderIds: order_id }).orders).toMatchObject([
      { status: 'TRIGGER_ACTIVATION_FAILURE', error: 'WOULD_NOT_REDUCE_POSITION' },
    ]);
  });

  it('cancelling a waiting trigger names the trigger', () => {
    const venue = openVenue();
    const { order_id = '' } = venue.order({ orderType: 'stp', side: 'sell', stopPrice: 75_000 });
    const { orderEvents } = venue.post('cancelorder', { order_id }).cancelStatus;
    expect(orderEvents).toMatchObject([{ type: 'CANCEL', uid: order_id, orderTrigger: { uid: order_id } }]);
    moveTo(venue, 70_000);
    expect(held(venue)).toBe(0);
  });
});

describe('trailing stops', () => {
  const trail = {
    orderType: 'trailing_stop',
    side: 'sell',
    trailingStopMaxDeviation: 10,
    trailingStopDeviationUnit: 'PERCENT',
  };

  it('follow a rising price and fire on the way down', () => {
    const venue = openVenue();
    venue.order({ orderType: 'mkt' });
    venue.order({ ...trail, reduceOnly: true });
    expect(open(venue)[0]?.stopPrice).toBe(72_000);
    moveTo(venue, 90_000);
    expect(open(venue)[0]?.stopPrice).toBe(81_000);
    moveTo(venue, 85_000);
    expect(open(venue)[0]?.stopPrice).toBe(81_000);
    moveTo(venue, 81_000);
    expect(held(venue)).toBe(0);
  });

  it('a buy trails a falling price by an amount', () => {
    const venue = openVenue();
    venue.order({
      ...trail,
      side: 'buy',
      trailingStopMaxDeviation: 1_000,
      trailingStopDeviationUnit: 'QUOTE_CURRENCY',
    });
    moveTo(venue, 78_000);
    expect(open(venue)[0]?.stopPrice).toBe(79_000);
    moveTo(venue, 79_000);
    expect(held(venue)).toBe(0.01);
  });

  it('set their own prices', () => {
    const params = { ...trail, symbol: 'PF_XBTUSD', size: 0.01, stopPrice: 70_000 };
    expect(openVenue().post('sendorder', params).error).toBe('invalidArgument: stopPrice');
  });

  it.each([0.05, 51])('%s percent is out of range', (trailingStopMaxDeviation) => {
    const params = { ...trail, symbol: 'PF_XBTUSD', size: 0.01, trailingStopMaxDeviation };
    expect(openVenue().post('sendorder', params).error).toBe('invalidArgument: trailingStopMaxDeviation');
  });
});
