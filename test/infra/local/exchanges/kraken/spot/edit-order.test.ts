import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpotClient } from './fixture-client.ts';
import { startSpot } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

const limit = { type: 'buy', ordertype: 'limit', volume: '0.01', price: '70000' };
const edit = (params: Record<string, string>) =>
  spot.ok<{ txid: string; descr: { order: string } }>('EditOrder', { pair: 'XBTUSD', ...params });

describe('EditOrder', () => {
  it('the executed part stays with the old order, and the new order is for the rest', async () => {
    await spot.control('market', { symbol: 'BTC/USD', liquidity: 0.004 });
    const txid = await spot.order({ ...limit, price: '80004' });
    expect(await spot.query(txid)).toMatchObject({ status: 'open', vol_exec: '0.00400000' });
    const edited = await edit({ txid, price: '70000' });
    expect(await spot.query(txid)).toMatchObject({ status: 'canceled', vol_exec: '0.00400000' });
    expect(await spot.query(edited.txid)).toMatchObject({ status: 'open', vol: '0.00600000', vol_exec: '0.00000000' });
  });

  it('a volume below what was executed is refused', async () => {
    await spot.control('market', { symbol: 'BTC/USD', liquidity: 0.004 });
    const txid = await spot.order({ ...limit, price: '80004' });
    expect(await spot.errorOf('EditOrder', { pair: 'XBTUSD', txid, volume: '0.003' })).toBe('EOrder:Invalid order');
    expect(await spot.query(txid)).toMatchObject({ status: 'open' });
  });

  it('a check alone changes nothing; a stop keeps its kind and gets the new trigger price', async () => {
    const txid = await spot.order({ ...limit, ordertype: 'stop-loss', price: '90000' });
    const { descr } = await edit({ txid, price: '91000', validate: 'true' });
    expect(descr.order).toBe('buy 0.01000000 XBTUSD @ stop loss 91000.0');
    expect(await spot.query(txid)).toMatchObject({ status: 'open', descr: { price: '90000.0' } });
    const edited = await edit({ txid, price: '91000' });
    expect(await spot.query(edited.txid)).toMatchObject({ status: 'open', descr: { price: '91000.0' } });
  });

  it('needs the rights to modify and to cancel', async () => {
    const txid = await spot.order(limit);
    for (const permission of ['modify-trades', 'close-trades']) {
      const { api_key: apiKey, secret } = (await spot.control('key', { permissions: [permission] })) as {
        api_key: string;
        secret: string;
      };
      const key = { apiKey, secret };
      expect(await spot.errorOf('EditOrder', { pair: 'XBTUSD', txid }, key)).toBe('EGeneral:Permission denied');
    }
  });

  it('costs seven points within five seconds', async () => {
    await spot.control('limits', { tier: 'starter' });
    let txid = await spot.order(limit);
    // 1 for the order and 7 for each edit: eight make 57, the ninth is one too many for 60.
    for (let count = 0; count < 8; count += 1) ({ txid } = await edit({ txid }));
    expect(await spot.errorOf('EditOrder', { pair: 'XBTUSD', txid })).toBe('EOrder:Rate limit exceeded');
  });

  it('an amended order tells its trail once more after its end, with the permission for ended orders', async () => {
    const txid = await spot.order(limit);
    await spot.ok('AmendOrder', { txid, limit_price: '71000' });
    const trail = await spot.ok('OrderAmends', { order_id: txid });
    await spot.ok('CancelOrder', { txid });
    expect(await spot.ok('OrderAmends', { order_id: txid })).toEqual(trail);
    const { api_key: apiKey, secret } = (await spot.control('key', { permissions: ['query-open-trades'] })) as {
      api_key: string;
      secret: string;
    };
    expect(await spot.errorOf('OrderAmends', { order_id: txid }, { apiKey, secret })).toBe(
      'EGeneral:Permission denied',
    );
    expect(await spot.errorOf('OrderAmends', { order_id: 'nobody' })).toBe('EOrder:Unknown order');
  });
});
