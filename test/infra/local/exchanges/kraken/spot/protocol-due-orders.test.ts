import { describe, expect, it } from 'vitest';
import { startTime } from './fixture-client.ts';
import { directExchange } from './fixture-steps.ts';

const limit = { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', volume: '0.001', price: '70000' };

/** An exchange whose time moves without a tick. */
function ticklessExchange() {
  let now = startTime;
  const exchange = directExchange(() => now);
  const openOrders = () => Object.values(exchange.call<{ open: Record<string, object> }>('OpenOrders').result.open);
  return { ...exchange, openOrders, pass: (ms: number) => (now += ms) };
}

describe('between two ticks', () => {
  it('an order expires on time', () => {
    const exchange = ticklessExchange();
    exchange.call('AddOrder', { ...limit, timeinforce: 'GTD', expiretm: '+10' });
    exchange.pass(9_999);
    expect(exchange.openOrders()).toHaveLength(1);
    exchange.pass(1);
    expect(exchange.openOrders()).toHaveLength(0);
  });

  it('an order starts on time', () => {
    const exchange = ticklessExchange();
    exchange.call('AddOrder', { ...limit, starttm: '+10' });
    expect(exchange.openOrders()).toMatchObject([{ status: 'pending' }]);
    exchange.pass(10_000);
    expect(exchange.openOrders()).toMatchObject([{ status: 'open' }]);
  });
});
