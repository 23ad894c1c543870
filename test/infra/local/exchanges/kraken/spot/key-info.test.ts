import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpotClient } from './fixture-client.ts';
import { startSpot } from './fixture-client.ts';

let spot: SpotClient;
let nonce = 9_000_000_000_000;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

async function limited(terms: Record<string, unknown>) {
  const { api_key: apiKey, secret } = (await spot.control('key', { nonce: '0', ...terms })) as {
    api_key: string;
    secret: string;
  };
  return () => ({ apiKey, secret, nonce: String(++nonce) });
}

/** The simulator's clock stands. */
async function worldNow(): Promise<number> {
  return Number(((await spot.get('Time')).result as { unixtime: number }).unixtime);
}

describe('GetApiKeyInfo', () => {
  it('tells the names of the documentation, or those that two clients read, where every value is a text', async () => {
    const how = await limited({ nonce_window: 15, query_from: 1_700_000_000, valid_until: 4_000_000_000 });
    expect(await spot.ok('GetApiKeyInfo', {}, how())).toMatchObject({
      nonceWindow: 15,
      queryFrom: '1700000000',
      queryTo: '0',
      validUntil: '4000000000',
    });
    await spot.control('key_info', { names: 'snake' });
    const snake = await spot.ok('GetApiKeyInfo', {}, how());
    expect(snake).toMatchObject({ nonce_window: '15', query_from: '1700000000', query_to: '0', ip_allowlist: [''] });
    expect(snake).toMatchObject({ valid_until: '4000000000', api_key_name: 'simulator-key' });
    expect(snake).not.toHaveProperty('nonceWindow');
  });
});

describe('a key with limits in time', () => {
  it.each(['ClosedOrders', 'TradesHistory', 'Ledgers'])('%s is refused outside the times of the key', async (name) => {
    const now = await worldNow();
    const past = await limited({ query_to: now - 3600 });
    expect(await spot.errorOf(name, {}, past())).toBe('EGeneral:Invalid arguments');
    await spot.ok(name, { end: String(now - 7200) }, past());
    const young = await limited({ query_from: now - 3600 });
    expect(await spot.errorOf(name, {}, young())).toBe('EGeneral:Invalid arguments');
    await spot.ok(name, { start: String(now - 60) }, young());
  });

  it('clipped histories lack what the key may not read', async () => {
    await spot.order({ type: 'buy', ordertype: 'market', volume: '0.01' });
    const past = await limited({ query_to: (await worldNow()) - 3600 });
    await spot.control('key_info', { outside: 'clipped' });
    expect(await spot.ok('TradesHistory', {}, past())).toMatchObject({ count: 0 });
    expect(await spot.ok('ClosedOrders', {}, past())).toMatchObject({ count: 0 });
    const whole = await limited({});
    expect(await spot.ok('TradesHistory', {}, whole())).toMatchObject({ count: 1 });
  });

  it('a key that has ended is no key', async () => {
    const how = await limited({ valid_until: (await worldNow()) - 1 });
    expect(await spot.errorOf('GetApiKeyInfo', {}, how())).toBe('EAPI:Invalid key');
  });
});
