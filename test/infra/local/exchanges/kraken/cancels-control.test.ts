import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openExchange } from './futures/fixture-client.ts';
import { type SpotClient, startSpot } from './spot/fixture-client.ts';

const order = { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', volume: '0.01', price: '70000' };

describe('Kraken Spot', () => {
  let spot: SpotClient;
  beforeEach(async () => {
    spot = await startSpot();
  });
  afterEach(() => spot.stop());

  const place = async () => (await spot.ok<{ txid: string[] }>('AddOrder', order)).txid[0] ?? '';
  const open = async () => Object.keys((await spot.ok<{ open: object }>('OpenOrders')).open);

  it.each([
    ['ignored', { count: 0 }],
    ['pending', { count: 1, pending: true }],
  ])(
    'a cancellation that is %s answers %j, and the order stays open until cancellations are done',
    async (cancels, told) => {
      const txid = await place();
      expect(await spot.control('cancels', { cancels })).toEqual({ cancels });
      expect(await spot.ok('CancelOrder', { txid })).toEqual(told);
      expect(await spot.ok('CancelAll')).toEqual(told);
      expect(await open()).toEqual([txid]);
      await spot.control('cancels', { cancels: 'done' });
      expect(await spot.ok('CancelOrder', { txid })).toEqual({ count: 1 });
      expect(await open()).toEqual([]);
    },
  );

  it('an order that is gone is unknown, whatever becomes of cancellations', async () => {
    const txid = await place();
    await spot.ok('CancelOrder', { txid });
    await spot.control('cancels', { cancels: 'pending' });
    expect((await spot.call('CancelOrder', { txid })).error).toEqual(['EOrder:Unknown order']);
    expect(await spot.ok('CancelAll')).toEqual({ count: 0 });
  });
});

describe('Kraken Futures', () => {
  it.each([
    ['ignored', 'notFound'],
    ['unlisted', 'cancellationUnlisted'],
  ])(
    'a cancellation that is %s answers %s, and the order stays open until cancellations are done',
    (cancels, status) => {
      const exchange = openExchange();
      const { order_id = '' } = exchange.order({ orderType: 'lmt', limitPrice: 70_000 });
      expect(exchange.control('cancels', { cancels })).toEqual({ cancels });
      expect(exchange.post('cancelorder', { order_id }).cancelStatus).toMatchObject({ status, order_id });
      const json = JSON.stringify({ batchOrder: [{ order: 'cancel', order_id }] });
      expect(exchange.post('batchorder', { json }).batchStatus).toMatchObject([{ status, order_id }]);
      const all = exchange.post('cancelallorders').cancelStatus;
      expect(all).toMatchObject({ status: 'noOrdersToCancel', cancelledOrders: [] });
      expect(exchange.get('openorders').openOrders).toMatchObject([{ order_id }]);
      exchange.control('cancels', { cancels: 'done' });
      expect(exchange.post('cancelorder', { order_id }).cancelStatus.status).toBe('cancelled');
    },
  );
});
