import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import type { SpotClient } from './fixture-client.ts';
import { startSpot } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

const bid = { type: 'buy', ordertype: 'limit', volume: '0.01', price: '70000' };

describe('amending', () => {
  it('price and quantity change in place and the hold follows', async () => {
    const id = await spot.order({ ...bid, cl_ord_id: 'mine' });
    expect(await spot.ok('AmendOrder', { cl_ord_id: 'mine', order_qty: '0.02', limit_price: '71000' })).toEqual({
      amend_id: expect.stringMatching(/^T/),
    });
    expect(await spot.query(id)).toMatchObject({
      status: 'open',
      vol: '0.02000000',
      misc: 'amended',
      descr: { price: '71000.0' },
    });
    expect((await spot.balances()).ZUSD?.hold_trade).toBe('1425.6800');
  });

  it('an amended limit that crosses trades, unless it must be posted', async () => {
    const id = await spot.order(bid);
    expect(await spot.errorOf('AmendOrder', { txid: id, limit_price: '85000', post_only: 'true' })).toBe(
      'EOrder:Post only order',
    );
    expect(await spot.query(id)).toMatchObject({ status: 'open', descr: { price: '70000.0' }, misc: '' });
    await spot.ok('AmendOrder', { txid: id, limit_price: '85000' });
    expect(await spot.query(id)).toMatchObject({ status: 'closed', price: '80004.0' });
  });

  it('a post-only order whose amendment does not say so crosses too', async () => {
    const id = await spot.order({ ...bid, oflags: 'post' });
    await spot.ok('AmendOrder', { txid: id, limit_price: '85000' });
    expect(await spot.query(id)).toMatchObject({ status: 'closed', price: '80004.0' });
  });

  it('a trigger price moves the trigger', async () => {
    const id = await spot.order({ type: 'sell', ordertype: 'stop-loss', volume: '0.01', price: '70000' });
    await spot.ok('AmendOrder', { txid: id, trigger_price: '75000' });
    await spot.price('BTC/USD', 74000);
    expect(await spot.query(id)).toMatchObject({ status: 'closed', stopprice: '75000.0' });
  });

  it('a quantity below what is filled cancels the rest', async () => {
    const id = await spot.order(bid);
    await spot.control('market', { symbol: 'BTC/USD', liquidity: '0.004' });
    await spot.price('BTC/USD', 69000);
    await spot.ok('AmendOrder', { txid: id, order_qty: '0.003' });
    expect(await spot.query(id)).toMatchObject({ status: 'canceled', vol_exec: '0.00400000' });
  });

  it('what cannot be is refused and leaves the order alone', async () => {
    const id = await spot.order(bid);
    const cases: [Record<string, string>, string][] = [
      [{ txid: id }, 'EGeneral:Invalid arguments'],
      [{ order_qty: '1' }, 'EGeneral:Invalid arguments'],
      [{ txid: id, order_qty: '5' }, 'EOrder:Insufficient funds'],
      [{ txid: id, order_qty: '0.00001' }, 'EGeneral:Invalid arguments:volume minimum not met'],
      [
        { txid: id, limit_price: '1.23' },
        'EOrder:Invalid price:XXBTZUSD price can only be specified up to 1 decimals.',
      ],
      [{ txid: id, trigger_price: '60000' }, 'EGeneral:Invalid arguments:trigger_price'],
      [{ txid: id, order_qty: '0.02', deadline: '2020-01-01T00:00:00Z' }, 'EService:Deadline elapsed'],
      [{ cl_ord_id: 'nobody', order_qty: '0.02' }, 'EOrder:Unknown order'],
    ];
    for (const [params, error] of cases) expect(await spot.errorOf('AmendOrder', params)).toBe(error);
    expect(await spot.query(id)).toMatchObject({ vol: '0.01000000', misc: '', descr: { price: '70000.0' } });
  });
});

describe('cancelling', () => {
  it('an order goes by exchange id, by client id, or by a reference it shares', async () => {
    const first = await spot.order(bid);
    await spot.order({ ...bid, cl_ord_id: 'mine' });
    await spot.order({ ...bid, userref: '7' });
    await spot.order({ ...bid, userref: '7' });
    expect(await spot.ok('CancelOrder', { txid: first })).toEqual({ count: 1 });
    expect(await spot.ok('CancelOrder', { cl_ord_id: 'mine' })).toEqual({ count: 1 });
    expect(await spot.ok('CancelOrder', { txid: '7' })).toEqual({ count: 2 });
    expect(await spot.query(first)).toMatchObject({ status: 'canceled', reason: 'User requested' });
    expect((await spot.balances()).ZUSD?.hold_trade).toBe('0.0000');
  });

  it('a filled, a cancelled and a foreign order are unknown; what is no id is invalid', async () => {
    const filled = await spot.order({ type: 'buy', ordertype: 'market', volume: '0.01' });
    const gone = await spot.order(bid);
    await spot.ok('CancelOrder', { txid: gone });
    const other = (await spot.control('key', { customer: 'other' })) as { api_key: string; secret: string };
    const theirs = await spot.order(bid);
    for (const txid of [filled, gone, 'OAAAAA-AAAAA-AAAAAA'])
      expect(await spot.errorOf('CancelOrder', { txid })).toBe('EOrder:Unknown order');
    const how = { apiKey: other.api_key, secret: other.secret };
    expect(await spot.errorOf('CancelOrder', { txid: theirs }, how)).toBe('EOrder:Unknown order');
    expect(await spot.errorOf('QueryOrders', { txid: theirs }, how)).toBe('EOrder:Unknown order');
    expect(await spot.errorOf('CancelOrder', { txid: 'nonsense' })).toBe('EOrder:Invalid order');
    expect(await spot.errorOf('CancelOrder')).toBe('EGeneral:Invalid arguments');
  });

  it('cancel all empties one customer only', async () => {
    const other = (await spot.control('key', { customer: 'other' })) as { api_key: string; secret: string };
    const how = { apiKey: other.api_key, secret: other.secret };
    await spot.ok('AddOrder', { pair: 'XBTUSD', ...bid }, how);
    for (let index = 0; index < 3; index += 1) await spot.order(bid);
    expect(await spot.ok('CancelAll')).toEqual({ count: 3 });
    expect(Object.keys((await spot.ok<{ open: object }>('OpenOrders', {}, how)).open)).toHaveLength(1);
  });

  it('a batch cancels the open ones among its ids, and tells how many', async () => {
    const [first, second] = [await spot.order(bid), await spot.order(bid)];
    const filled = await spot.order({ type: 'buy', ordertype: 'market', volume: '0.01' });
    expect(await spot.ok('CancelOrderBatch', { orders: [first, filled, 'OAAAAA-BBBBB-CCCCCC'].join() })).toEqual({
      count: 1,
    });
    expect([(await spot.query(first)).status, (await spot.query(second)).status]).toEqual(['canceled', 'open']);
    const tooMany = Array.from({ length: 51 }, () => first).join();
    expect(await spot.errorOf('CancelOrderBatch', { orders: tooMany })).toBe('EGeneral:Invalid arguments');
    expect(await spot.errorOf('CancelOrderBatch')).toBe('EGeneral:Invalid arguments');
  });

  it('a reset gives back the first day with the same keys', async () => {
    const minted = (await spot.control('key', { customer: 'other', permissions: ['query-funds'] })) as {
      api_key: string;
      secret: string;
    };
    await spot.order({ type: 'buy', ordertype: 'market', volume: '0.01' });
    await spot.control('key', { api_key: sandbox.spot.apiKey, revoked: true });
    await spot.control('reset');
    expect(await spot.ok('Balance')).toEqual({
      ZUSD: '100000.0000',
      ZEUR: '20000.0000',
      USDT: '50000.00000000',
      XXBT: '2.0000000000',
      XETH: '20.0000000000',
      'XBT.F': '0.5000000000',
    });
    const how = { apiKey: minted.api_key, secret: minted.secret, nonce: '1' };
    expect(await spot.ok('GetApiKeyInfo', {}, how)).toMatchObject({ permissions: ['query-funds'], nonce: '1' });
    expect(spot.protocol.log).toHaveLength(2);
  });
});
