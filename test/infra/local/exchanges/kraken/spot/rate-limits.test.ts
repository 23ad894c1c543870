import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpotClient } from './fixture-client.ts';
import { startSpot } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

describe('limits', () => {
  it('off by default', async () => {
    for (let index = 0; index < 40; index += 1) await spot.ok('Balance');
  });

  it('the REST counter fills, refuses and drains; history costs twice; orders cost nothing', async () => {
    await spot.control('limits', { tier: 'starter' });
    for (let index = 0; index < 7; index += 1) await spot.ok('Ledgers');
    await spot.ok('Balance');
    expect(await spot.errorOf('Balance')).toBe('EAPI:Rate limit exceeded');
    await spot.order({ type: 'buy', ordertype: 'market', volume: '0.001' });
    await spot.control('clock', { advance_ms: 7_000 });
    await spot.ok('Balance');
    await spot.control('limits', { tier: null });
    for (let index = 0; index < 40; index += 1) await spot.ok('Balance');
  });

  it('the engine counts per pair, and quick cancels weigh most', async () => {
    await spot.control('limits', { tier: 'starter' });
    const bid = { type: 'buy', ordertype: 'limit', volume: '0.01', price: '70000' };
    for (let index = 0; index < 6; index += 1) await spot.ok('CancelOrder', { txid: await spot.order(bid) });
    for (let index = 0; index < 6; index += 1) await spot.order(bid);
    expect(await spot.errorOf('AddOrder', { pair: 'XBTUSD', ...bid })).toBe('EOrder:Rate limit exceeded');
    await spot.order({ ...bid, pair: 'ETHUSD', price: '2000' });
    await spot.control('clock', { advance_ms: 2_000 });
    await spot.order(bid);
  });

  it('a lockout follows repeated nonce errors when it is switched on', async () => {
    await spot.control('limits', { tier: null, lockout_after: 3 });
    for (let index = 0; index < 4; index += 1)
      expect(await spot.errorOf('Balance', {}, { nonce: '0' })).toBe('EAPI:Invalid nonce');
    expect(await spot.errorOf('Balance')).toBe('EGeneral:Temporary lockout');
    await spot.control('clock', { advance_ms: 15 * 60_000 });
    await spot.ok('Balance');
  });

  it.each([
    ['blank', /^EService: Throttled: \d{10}$/],
    ['plain', /^EService:Throttled:\d{10}$/],
    ['bracket', /^EService: Throttled: \[\d{10}\]$/],
  ])('a throttle is told in the spelling %s', async (spelling, text) => {
    await spot.control('limits', { throttle_ms: 2000, throttle_spelling: spelling });
    expect(await spot.errorOf('Balance')).toMatch(text);
  });

  it('a throttle refuses every private request until the moment that it names', async () => {
    await spot.control('limits', { throttle_ms: 2000 });
    const code = await spot.errorOf('Balance');
    expect(code).toMatch(/^EService: Throttled: \d{10}$/);
    await spot.control('clock', { advance_ms: 2000 });
    await spot.ok('Balance');
  });

  it('bad control input is refused with the field it is about', async () => {
    const post = async (name: string, body: object) => {
      const response = await fetch(`${spot.url}/_control/${name}`, { method: 'POST', body: JSON.stringify(body) });
      return [response.status, ((await response.json()) as { error?: string }).error];
    };
    expect(await post('limits', { tier: 'gold' })).toEqual([400, expect.stringContaining('tier')]);
    expect(await post('price', { symbol: 'NOPE', price: 1 })).toEqual([400, expect.stringContaining('symbol')]);
    expect(await post('price', { symbol: 'BTC/USD', price: -1 })).toEqual([400, expect.stringContaining('price')]);
    expect(await post('clock', { advance_ms: -1 })).toEqual([400, expect.stringContaining('advance_ms')]);
    expect(await post('key', { permissions: ['everything'] })).toEqual([400, expect.stringContaining('permissions')]);
    expect(await post('key', { nonce_window: 'wide' })).toEqual([400, expect.stringContaining('nonce_window')]);
    expect(await post('market', { symbol: 'BTC/USD', status: 'shut' })).toEqual([
      400,
      expect.stringContaining('status'),
    ]);
    expect(await post('nothing', {})).toEqual([400, expect.stringContaining('nothing')]);
  });
});
