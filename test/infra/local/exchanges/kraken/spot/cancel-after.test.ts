import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpotClient } from './fixture-client.ts';
import { startSpot } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

const limit = { type: 'buy', ordertype: 'limit', volume: '0.01', price: '70000' };

describe('CancelAllOrdersAfter', () => {
  it('cancels stops and scheduled orders, and no order of another customer', async () => {
    const stop = await spot.order({ ...limit, ordertype: 'stop-loss', price: '90000' });
    const scheduled = await spot.order({ ...limit, starttm: '+3600' });
    const { api_key: apiKey, secret } = (await spot.control('key', {
      ...{ customer: 'other', permissions: ['modify-trades', 'query-open-trades'] },
    })) as { api_key: string; secret: string };
    await spot.ok('AddOrder', { pair: 'XBTUSD', ...limit }, { apiKey, secret });
    await spot.ok('CancelAllOrdersAfter', { timeout: '60' });
    await spot.control('clock', { advance_ms: 60_000 });
    for (const id of [stop, scheduled])
      expect(await spot.query(id)).toMatchObject({ status: 'canceled', reason: null });
    const others = await spot.ok<{ open: object }>('OpenOrders', {}, { apiKey, secret });
    expect(Object.keys(others.open)).toHaveLength(1);
  });

  it('fires once: orders placed later stay', async () => {
    await spot.ok('CancelAllOrdersAfter', { timeout: '60' });
    await spot.control('clock', { advance_ms: 60_000 });
    const id = await spot.order(limit);
    await spot.control('clock', { advance_ms: 600_000 });
    expect(await spot.query(id)).toMatchObject({ status: 'open' });
  });

  it('refuses a time that is none, or beyond a day', async () => {
    for (const timeout of ['', '-1', '1.5', '86401'])
      expect(await spot.errorOf('CancelAllOrdersAfter', { timeout })).toBe('EGeneral:Invalid arguments:timeout');
  });
});
