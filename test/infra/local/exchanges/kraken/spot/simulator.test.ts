import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpotClient } from './fixture-client.ts';
import { startSpot } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

const buy = { pair: 'XBTUSD', type: 'buy', ordertype: 'market', volume: '0.001' };
function fault(kind: string, more: Record<string, unknown> = {}) {
  return spot.control('fault', { path: 'AddOrder', kind, ...more });
}
interface State {
  customers: { customer: string; open_orders: Placed[]; ended_orders: Placed[]; fills: unknown[]; ledger: unknown[] }[];
}
interface Placed {
  id: string;
  state: string;
}
async function state() {
  const { customers } = (await spot.control('state')) as State;
  const sandbox = customers.find(({ customer }) => customer === 'sandbox');
  if (!sandbox) throw new Error('no sandbox customer');
  return { ...sandbox, orders: [...sandbox.open_orders, ...sandbox.ended_orders] };
}
async function orders() {
  return (await state()).orders.length;
}
function soon(ms: number) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('orders under faults', () => {
  it.each([
    ['drop-before', 0],
    ['drop-after', 1],
    ['http-502-html', 0],
    ['truncate', 1],
    ['empty-200', 1],
    ['reset', 1],
  ])('after %s the exchange has %i order', async (kind, count) => {
    await fault(kind);
    await expect(spot.ok('AddOrder', buy)).rejects.toThrow();
    expect(await orders()).toBe(count);
  });

  it('the same bytes delivered twice place one order, even inside a nonce window', async () => {
    await fault('duplicate');
    await spot.ok('AddOrder', buy);
    expect(await orders()).toBe(1);
    expect(spot.protocol.log.map(({ error }) => error)).toEqual([null, 'EAPI:Invalid nonce']);
  });

  it('a request that arrives late is fenced off by a later nonce only beyond the window', async () => {
    const outcomes = [];
    for (const window of [10_000, 0]) {
      const { api_key: apiKey, secret } = (await spot.control('key', { nonce_window: window })) as {
        api_key: string;
        secret: string;
      };
      await fault('late', { ms: 250 });
      await expect(spot.ok('AddOrder', buy, { apiKey, secret, nonce: '1000' })).rejects.toThrow();
      await spot.ok('Balance', {}, { apiKey, secret, nonce: '1001' });
      await soon(400);
      outcomes.push(spot.protocol.log.at(-1)?.error);
    }
    expect(outcomes).toEqual([null, 'EAPI:Invalid nonce']);
  });

  it("the words of a 500 and a 503 are the API's own", async () => {
    for (const [kind, status, error] of [
      ['http-500', 500, 'EGeneral:Internal error'],
      ['http-503', 503, 'EService:Unavailable'],
    ] as const) {
      await fault(kind);
      expect(await spot.call('AddOrder', buy)).toMatchObject({ status, error: [error] });
    }
  });
});

describe('the world', () => {
  it('orders trade when the price moves, without any request', async () => {
    await spot.ok('AddOrder', { ...buy, ordertype: 'limit', price: '70000' });
    await spot.ok('AddOrder', { ...buy, type: 'sell', ordertype: 'stop-loss', price: '75000' });
    await spot.price('BTC/USD', 69000);
    const { orders: all, fills } = await state();
    expect(all.map(({ state }) => state)).toEqual(['filled', 'filled']);
    expect(fills).toHaveLength(2);
  });

  it("an unpinned price goes back to the world's, also by a reset", async () => {
    const last = async () =>
      ((await spot.get('Ticker?pair=XBTUSD')).result as { XXBTZUSD: { c: string[] } }).XXBTZUSD.c[0];
    await spot.price('XBTUSD', 70000);
    await spot.price('XBTUSD', null);
    expect(await last()).toBe('80000.00000');
    await spot.price('XBTUSD', 70000);
    await spot.control('reset');
    expect(await last()).toBe('80000.00000');
  });

  it('two customers with the same key terms have accounts of their own', async () => {
    const { api_key: apiKey, secret } = (await spot.control('key', { customer: 'other' })) as {
      api_key: string;
      secret: string;
    };
    await spot.ok('AddOrder', buy, { apiKey, secret });
    expect((await spot.balances()).XXBT?.balance).toBe('2.0000000000');
    expect((await spot.ok<Record<string, string>>('Balance', {}, { apiKey, secret })).XXBT).toBe('2.0010000000');
  });
});
