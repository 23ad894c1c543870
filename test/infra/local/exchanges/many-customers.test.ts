import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../infra/local/exchanges/engine/world.ts';
import { createKrakenFutures } from '../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { createPairs } from '../../../../infra/local/exchanges/kraken/spot/pairs.ts';
import { createProtocol } from '../../../../infra/local/exchanges/kraken/spot/protocol.ts';
import { mintCustomers } from './fixture-many-customers.ts';
import { caller, startTime } from './kraken/futures/fixture-client.ts';
import { spotCaller } from './kraken/spot/fixture-caller.ts';

/** Both exchanges with so many customers, each with a small position and an order resting on spot; `asked` counts looks at a price. */
function crowd(count: number) {
  const world = createWorld({ tickMs: 0, pinned: true, clock: () => startTime });
  let asked = 0;
  const price: typeof world.price = (base, quote) => {
    asked += 1;
    return world.price(base, quote);
  };
  const watched = { ...world, price };
  const spot = createProtocol(watched, createPairs(), () => []);
  const { protocol: futures } = createKrakenFutures({ world: watched });
  const customers = mintCustomers({ spot, futures, count });
  const { post } = caller(futures);
  const order = { symbol: 'PF_XBTUSD', side: 'buy', size: 0.001, orderType: 'mkt' };
  const rest = { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', volume: '0.001', price: '70000' };
  for (const each of customers) {
    watched.deposit('futures', each.customer, 'USD', world.price('BTC').div(100));
    expect(post('sendorder', order, { key: each.futures }).sendStatus.status).toBe('placed');
    expect(spotCaller(spot, each.spot)('AddOrder', rest).error).toEqual([]);
  }
  return { spot, futures, customers, asked: () => asked };
}

/** Looks at prices that one read of each exchange's books costs. */
function costOfReading(count: number): number {
  const { spot, futures, customers, asked } = crowd(count);
  const [one] = customers;
  if (!one) throw new Error('no customer');
  const before = asked();
  caller(futures).call('GET', '/api/history/v3/account-log', {}, { key: one.futures });
  spotCaller(spot, one.spot, 10)('Ledgers');
  return asked() - before;
}

describe('many customers', () => {
  it('have keys that work at both exchanges, each for its own books', () => {
    const { spot, futures, customers } = crowd(3);
    const logs = customers.map(
      ({ futures: key }) => caller(futures).call('GET', '/api/history/v3/account-log', {}, { key }).body,
    );
    expect(logs).toMatchObject([
      { logs: [{ id: 3 }, {}, {}] },
      { logs: [{ id: 3 }, {}, {}] },
      { logs: [{ id: 3 }, {}, {}] },
    ]);
    expect(new Set(logs.map((log) => (log as { accountUid: string }).accountUid)).size).toBe(3);
    for (const { spot: key } of customers)
      expect(spotCaller(spot, key, 10)('Ledgers').result).toMatchObject({ count: 6 });
  });

  it('do not make a request of one of them dearer', () => {
    expect(costOfReading(1)).toBeGreaterThan(0);
    expect(costOfReading(60)).toBe(costOfReading(1));
  });

  it('the same names get the same keys', () => {
    const [one, other] = [crowd(2), crowd(2)];
    expect(one.customers).toEqual(other.customers);
    expect(new Set(one.customers.flatMap(({ spot, futures }) => [spot.apiKey, futures.apiKey])).size).toBe(4);
  });
});
