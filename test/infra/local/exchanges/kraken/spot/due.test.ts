import { describe, expect, it } from 'vitest';
import { startTime } from './client.ts';
import { directVenue } from './steps.ts';

const limit = { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', volume: '0.001', price: '70000' };

/** A venue whose time moves without a tick. */
function ticklessVenue() {
  let now = startTime;
  const venue = directVenue(() => now);
  const openOrders = () => Object.values(venue.call<{ open: Record<string, object> }>('OpenOrders').result.open);
  return { ...venue, openOrders, pass: (ms: number) => (now += ms) };
}

describe('between two ticks', () => {
  it('an order expires on time', () => {
    const venue = ticklessVenue();
    venue.call('AddOrder', { ...limit, timeinforce: 'GTD', expiretm: '+10' });
    venue.pass(9_999);
    expect(venue.openOrders()).toHaveLength(1);
    venue.pass(1);
    expect(venue.openOrders()).toHaveLength(0);
  });

  it('an order starts on time', () => {
    const venue = ticklessVenue();
    venue.call('AddOrder', { ...limit, starttm: '+10' });
    expect(venue.openOrders()).toMatchObject([{ status: 'pending' }]);
    venue.pass(10_000);
    expect(venue.openOrders()).toMatchObject([{ status: 'open' }]);
  });
});
