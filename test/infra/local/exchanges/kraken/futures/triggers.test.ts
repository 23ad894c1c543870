import { describe, expect, it } from 'vitest';
import type { Harness } from './fixture-client.ts';
import { moveTo, openExchange } from './fixture-client.ts';

function open(exchange: Harness) {
  return exchange.get('openorders').openOrders;
}
function held(exchange: Harness) {
  return exchange.get('openpositions').openPositions[0]?.size ?? 0;
}

describe('stops and take-profits', () => {
  it('a stop waits and says what it waits for', () => {
    const exchange = openExchange();
    const { status, orderEvents } = exchange.order({
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
    expect(open(exchange)).toMatchObject([{ orderType: 'stop', stopPrice: 75_000, triggerSignal: 'mark' }]);
    expect(exchange.get('orders/status').orders).toMatchObject([
      {
        status: 'TRIGGER_PLACED',
        order: { type: 'TRIGGER_ORDER', filled: null, priceTriggerOptions: { triggerPrice: 75_000 } },
      },
    ]);
  });

  it('a sell stop fires below and sells at the market', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt' });
    const { order_id } = exchange.order({ orderType: 'stp', side: 'sell', stopPrice: 75_000, reduceOnly: true });
    moveTo(exchange, 75_001);
    expect(held(exchange)).toBe(0.01);
    moveTo(exchange, 75_000);
    expect(held(exchange)).toBe(0);
    expect(exchange.get('fills').fills[0]).toMatchObject({ order_id, side: 'sell', fillType: 'taker' });
  });

  it('a sell take-profit fires above', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt' });
    exchange.order({ orderType: 'take_profit', side: 'sell', stopPrice: 95_000, reduceOnly: true });
    moveTo(exchange, 94_999);
    expect(held(exchange)).toBe(0.01);
    moveTo(exchange, 95_000);
    expect(held(exchange)).toBe(0);
  });

  it('a buy stop fires above and a buy take-profit below', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'stp', stopPrice: 85_000 });
    exchange.order({ orderType: 'take_profit', stopPrice: 75_000, size: 0.02 });
    moveTo(exchange, 85_000);
    expect(held(exchange)).toBe(0.01);
    moveTo(exchange, 75_000);
    expect(held(exchange)).toBe(0.03);
  });

  it('a sell stop above the market fires at once: a take-profit sent as a stop is a market order', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt' });
    exchange.order({ orderType: 'stp', side: 'sell', stopPrice: 95_000, reduceOnly: true });
    expect(held(exchange)).toBe(0);
  });

  it('with a limit price it becomes a limit order', () => {
    const exchange = openExchange();
    const { order_id } = exchange.order({ orderType: 'stp', stopPrice: 85_000, limitPrice: 84_000 });
    moveTo(exchange, 86_000);
    expect(open(exchange)).toMatchObject([{ order_id, orderType: 'lmt', limitPrice: 84_000 }]);
    moveTo(exchange, 83_900);
    expect(exchange.get('fills').fills).toMatchObject([{ order_id, price: 84_000, fillType: 'maker' }]);
  });

  it('with an offset the limit follows from the stop price when it fires', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'stp', stopPrice: 85_000, limitPriceOffsetValue: -1, limitPriceOffsetUnit: 'PERCENT' });
    moveTo(exchange, 86_000);
    expect(open(exchange)).toMatchObject([{ limitPrice: 84_150 }]);
  });

  it('a reduce-only trigger is accepted without a position and fails when it fires', () => {
    const exchange = openExchange();
    const { status, order_id = '' } = exchange.order({
      orderType: 'stp',
      side: 'sell',
      stopPrice: 75_000,
      reduceOnly: true,
    });
    expect(status).toBe('placed');
    moveTo(exchange, 74_000);
    expect(open(exchange)).toEqual([]);
    expect(exchange.get('orders/status', { orderIds: order_id }).orders).toMatchObject([
      { status: 'TRIGGER_ACTIVATION_FAILURE', error: 'WOULD_NOT_REDUCE_POSITION' },
    ]);
  });

  it('cancelling a waiting trigger names the trigger', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ orderType: 'stp', side: 'sell', stopPrice: 75_000 });
    const { orderEvents } = exchange.post('cancelorder', { order_id }).cancelStatus;
    expect(orderEvents).toMatchObject([{ type: 'CANCEL', uid: order_id, orderTrigger: { uid: order_id } }]);
    moveTo(exchange, 70_000);
    expect(held(exchange)).toBe(0);
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
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt' });
    exchange.order({ ...trail, reduceOnly: true });
    expect(open(exchange)[0]?.stopPrice).toBe(72_000);
    moveTo(exchange, 90_000);
    expect(open(exchange)[0]?.stopPrice).toBe(81_000);
    moveTo(exchange, 85_000);
    expect(open(exchange)[0]?.stopPrice).toBe(81_000);
    moveTo(exchange, 81_000);
    expect(held(exchange)).toBe(0);
  });

  it('a buy trails a falling price by an amount', () => {
    const exchange = openExchange();
    exchange.order({
      ...trail,
      side: 'buy',
      trailingStopMaxDeviation: 1_000,
      trailingStopDeviationUnit: 'QUOTE_CURRENCY',
    });
    moveTo(exchange, 78_000);
    expect(open(exchange)[0]?.stopPrice).toBe(79_000);
    moveTo(exchange, 79_000);
    expect(held(exchange)).toBe(0.01);
  });

  it('set their own prices', () => {
    const params = { ...trail, symbol: 'PF_XBTUSD', size: 0.01, stopPrice: 70_000 };
    expect(openExchange().post('sendorder', params).error).toBe('invalidArgument: stopPrice');
  });

  it.each([0.05, 51])('%s percent is out of range', (trailingStopMaxDeviation) => {
    const params = { ...trail, symbol: 'PF_XBTUSD', size: 0.01, trailingStopMaxDeviation };
    expect(openExchange().post('sendorder', params).error).toBe('invalidArgument: trailingStopMaxDeviation');
  });
});
