import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openExchange } from './futures/fixture-client.ts';
import { type SpotClient, startSpot } from './spot/fixture-client.ts';

describe('Kraken Spot', () => {
  let spot: SpotClient;
  beforeEach(async () => {
    spot = await startSpot();
  });
  afterEach(() => spot.stop());

  const bid = { type: 'buy', ordertype: 'limit', volume: '0.01', price: '70000' };
  const acknowledgement = { amend_id: expect.stringMatching(/^T/) };

  it('an amendment that is ignored is acknowledged and never changes the order', async () => {
    const id = await spot.order(bid);
    expect(await spot.control('amendments', { amendments: 'ignored' })).toEqual({ amendments: 'ignored', late_ms: 0 });
    expect(await spot.ok('AmendOrder', { txid: id, limit_price: '71000' })).toEqual(acknowledgement);
    await spot.control('clock', { advance_ms: 600_000 });
    expect(await spot.query(id)).toMatchObject({ status: 'open', misc: '', descr: { price: '70000.0' } });
  });

  it('a late amendment is acknowledged at once, and the order has the new terms when the time has come', async () => {
    const id = await spot.order(bid);
    await spot.control('amendments', { amendments: 'late', late_ms: 2000 });
    expect(await spot.ok('AmendOrder', { txid: id, limit_price: '71000', order_qty: '0.02' })).toEqual(acknowledgement);
    expect(await spot.query(id)).toMatchObject({ vol: '0.01000000', descr: { price: '70000.0' } });
    await spot.control('clock', { advance_ms: 2000 });
    expect(await spot.query(id)).toMatchObject({ vol: '0.02000000', descr: { price: '71000.0' }, misc: 'amended' });
  });

  it('a late amendment leaves an order alone that has ended meanwhile', async () => {
    const id = await spot.order(bid);
    await spot.control('amendments', { amendments: 'late', late_ms: 2000 });
    await spot.ok('AmendOrder', { txid: id, limit_price: '71000' });
    await spot.ok('CancelOrder', { txid: id });
    await spot.control('clock', { advance_ms: 2000 });
    expect(await spot.query(id)).toMatchObject({ status: 'canceled', descr: { price: '70000.0' } });
  });
});

describe('Kraken Futures', () => {
  it('a late amendment is told as edited at once, and the order has the new terms when the time has come', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ orderType: 'lmt', limitPrice: 70_000 });
    exchange.control('amendments', { amendments: 'late', late_ms: 2000 });
    const { editStatus } = exchange.post('editorder', { orderId: order_id, limitPrice: 71_000 });
    expect(editStatus).toMatchObject({ status: 'edited', orderEvents: [{ new: { limitPrice: 71_000 } }] });
    expect(exchange.get('openorders').openOrders).toMatchObject([{ limitPrice: 70_000 }]);
    exchange.control('clock', { advance_ms: 2000 });
    expect(exchange.get('openorders').openOrders).toMatchObject([{ limitPrice: 71_000 }]);
  });

  it('an amendment that is ignored is told as edited and never changes the order', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ orderType: 'lmt', limitPrice: 70_000 });
    exchange.control('amendments', { amendments: 'ignored' });
    expect(exchange.post('editorder', { orderId: order_id, limitPrice: 71_000 }).editStatus.status).toBe('edited');
    exchange.control('clock', { advance_ms: 600_000 });
    expect(exchange.get('openorders').openOrders).toMatchObject([{ limitPrice: 70_000 }]);
  });
});
