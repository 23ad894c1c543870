import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../../../infra/local/exchanges/engine/world.ts';
import type { Harness } from './fixture-client.ts';
import { moveTo, openExchange, startTime } from './fixture-client.ts';

const resting = { orderType: 'lmt', limitPrice: 70_000 };

function reasons(exchange: Harness): unknown[] {
  return exchange.history('orders', { sort: 'asc' }).elements.map(({ event }) => {
    const [[kind, { reason }] = ['', {}]] = Object.entries(event) as [string, { reason?: string }][];
    return [kind, reason];
  });
}

describe('cancelallordersafter', () => {
  it('a timer that has run out cancels before the new price can trade', () => {
    let now = startTime;
    const exchange = openExchange({ world: createWorld({ tickMs: 0, pinned: true, clock: () => now }) });
    exchange.order(resting);
    exchange.post('cancelallordersafter', { timeout: 60 });
    now += 61_000;
    moveTo(exchange, 60_000);
    expect(reasons(exchange)).toEqual([
      ['OrderPlaced', 'new_user_order'],
      ['OrderCancelled', 'dead_man_switch'],
    ]);
  });

  it('a request finds the orders cancelled, though no price has changed since', () => {
    let now = startTime;
    const exchange = openExchange({ world: createWorld({ tickMs: 0, pinned: true, clock: () => now }) });
    exchange.order({ orderType: 'stp', stopPrice: 70_000, side: 'sell' });
    exchange.post('cancelallordersafter', { timeout: 60 });
    now += 60_000;
    expect(exchange.get('openorders').openOrders).toEqual([]);
  });

  it('wants a whole number of seconds, full access and 25 units', () => {
    const exchange = openExchange({ rateLimits: true });
    expect(exchange.post('cancelallordersafter')).toMatchObject({ result: 'error', error: 'requiredArgumentMissing' });
    expect(exchange.post('cancelallordersafter', { timeout: 'soon' })).toMatchObject({ result: 'error' });
    for (let call = 0; call < 18; call += 1)
      expect(exchange.post('cancelallordersafter', { timeout: 60 })).toMatchObject({ result: 'success' });
    expect(exchange.post('cancelallordersafter', { timeout: 60 })).toMatchObject({ error: 'apiLimitExceeded' });
  });

  it('a key that may only read cannot set a timer', () => {
    const exchange = openExchange();
    const minted = exchange.control('key', { permissions: { general: 'read' } }) as { api_key: string; secret: string };
    const key = { apiKey: minted.api_key, secret: minted.secret };
    expect(exchange.post('cancelallordersafter', { timeout: 60 }, { key })).toMatchObject({
      error: 'insufficientPrivileges',
    });
  });
});
