import { describe, expect, it } from 'vitest';
import { type Asked, callsOf, ourId, type Reply, refusal, scripted } from '../fixture-binance.ts';
import { at, ref, resting, since } from './fixture-spot.ts';

/** The exchange holds these orders and trades. */
function holding(rows: readonly object[], trades: readonly object[] = [], named: object | null = null) {
  const answer = ({ call, parameters }: Asked): Reply => {
    if (call === 'GET /api/v3/allOrders') return { json: rows };
    if (call === 'GET /api/v3/myTrades') return { json: trades };
    if (call !== 'GET /api/v3/order') return { json: [] };
    const all = [...rows, ...(named === null ? [] : [named])] as (typeof resting)[];
    const found =
      parameters.orderId === undefined
        ? (named ?? undefined)
        : all.find(({ orderId }) => String(orderId) === parameters.orderId);
    return found === undefined ? refusal(-2013, 'Order does not exist.') : { json: found };
  };
  return scripted('spot', answer);
}

describe('the look for an order at Binance Spot', () => {
  it('finds by our id in one request', async () => {
    const { adapter, asked } = holding([], [], resting);
    expect(await adapter.orders.find(ref, since)).toMatchObject({ kind: 'found', order: { exchangeOrderId: '29' } });
    expect(asked[0]?.parameters).toMatchObject({ symbol: 'BTCUSDT', origClientOrderId: ourId });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['of a different name', { clientOrderId: 'another' }],
    ['of a different symbol', { symbol: 'ETHUSDT' }],
  ])('an answer about an order %s is no answer', async (_what, terms) => {
    const { adapter } = scripted('spot', () => ({ json: { ...resting, ...terms } }));
    await expect(adapter.orders.find(ref, since)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('an answer about an order of a different id is no answer', async () => {
    const { adapter } = scripted('spot', () => ({ json: resting }));
    const named = { ...ref, exchangeOrderId: '30' };
    await expect(adapter.orders.read(named, since)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('an older order under the id sends the look on: the id may have been used again', async () => {
    const older = { ...resting, orderId: 11, time: since - 1, status: 'CANCELED' };
    const { adapter } = holding([resting], [], older);
    expect(await adapter.orders.find(ref, since)).toMatchObject({ kind: 'found', order: { exchangeOrderId: '29' } });
    const alone = holding([], [], older);
    expect(await alone.adapter.orders.find(ref, since)).toEqual({ kind: 'absent' });
    expect(await alone.adapter.orders.find(ref, since, { older: 'all' })).toMatchObject({ kind: 'found' });
    expect(await alone.adapter.orders.find(ref, since, { older: 'open' })).toEqual({ kind: 'absent' });
  });

  it('an order of the list is found where the single query does not show it yet', async () => {
    const { adapter } = holding([resting]);
    expect(await adapter.orders.find(ref, since, { inFills: true })).toMatchObject({ kind: 'found' });
  });

  it('a fill of an order that no list shows is followed to its order', async () => {
    const trade = { symbol: 'BTCUSDT', id: 56, orderId: 29, price: '70000', qty: '0.01', time: at, isBuyer: true };
    const { adapter } = scripted('spot', ({ call, parameters }) => {
      if (call === 'GET /api/v3/myTrades') return [trade];
      if (call !== 'GET /api/v3/order' || parameters.orderId !== '29')
        return call === 'GET /api/v3/order' ? refusal(-2013, 'Order does not exist.') : [];
      return { json: resting };
    });
    expect(await adapter.orders.find(ref, since)).toEqual({ kind: 'absent' });
    expect(await adapter.orders.find(ref, since, { inFills: true })).toMatchObject({ kind: 'found' });
  });

  it('a fill whose order cannot be read proves no absence', async () => {
    const { adapter } = holding([], [{ symbol: 'BTCUSDT', id: 56, orderId: 99, time: at }]);
    await expect(adapter.orders.find(ref, since, { inFills: true })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it('fills of more orders than are read one by one prove no absence', async () => {
    const trades = Array.from({ length: 21 }, (_none, id) => ({ symbol: 'BTCUSDT', id, orderId: 100 + id, time: at }));
    const { adapter } = scripted('spot', ({ call, parameters: { orderId } }) => {
      if (call !== 'GET /api/v3/order') return call === 'GET /api/v3/myTrades' ? trades : [];
      if (orderId === undefined) return refusal(-2013, 'Order does not exist.');
      return { json: { ...resting, orderId: Number(orderId), clientOrderId: orderId === '120' ? ourId : 'another' } };
    });
    await expect(adapter.orders.find(ref, since, { inFills: true })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it.each([null, undefined, 'soon', -1])(
    'an order under the id that only a fill tells, with the time %s, is not absent',
    async (time) => {
      const order = { ...resting, orderId: 99, time, transactTime: time };
      const { adapter } = scripted('spot', ({ call, parameters }) => {
        if (call === 'GET /api/v3/myTrades') return [{ symbol: 'BTCUSDT', id: 56, orderId: 99, time: at }];
        if (call !== 'GET /api/v3/order') return [];
        return parameters.orderId === '99' ? { json: order } : refusal(-2013, 'Order does not exist.');
      });
      const look = adapter.orders.find(ref, since, { inFills: true });
      await expect(look).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    },
  );

  it('absence is told after the order, every day of the list and every day of the fills were read', async () => {
    const { adapter, asked } = holding([]);
    const days = Date.now() - 2.5 * 24 * 3_600_000;
    expect(await adapter.orders.find(ref, days, { inFills: true })).toEqual({ kind: 'absent' });
    const reads = asked.slice(1);
    expect(callsOf(reads)).toEqual([
      ...Array(3).fill('GET /api/v3/allOrders'),
      ...Array(3).fill('GET /api/v3/myTrades'),
    ]);
    for (const { parameters } of reads)
      expect(Number(parameters.endTime) - Number(parameters.startTime)).toBeLessThan(24 * 3_600_000);
    const [first, second, third] = reads.map(({ parameters }) => parameters);
    expect(Number(second?.startTime)).toBe(Number(first?.endTime) + 1);
    expect(Number(third?.startTime)).toBe(Number(second?.endTime) + 1);
    expect(Number(third?.endTime)).toBeGreaterThan(Date.now());
  });

  it('a full list is halved until it has room, and never read as the whole', async () => {
    const full = Array.from({ length: 1000 }, (_none, index) => ({
      ...resting,
      orderId: 1000 + index,
      clientOrderId: 'x',
    }));
    const { adapter, asked } = scripted('spot', ({ call, parameters }) => {
      if (call === 'GET /api/v3/order') return refusal(-2013, 'Order does not exist.');
      const isLong = Number(parameters.endTime) - Number(parameters.startTime) > 3_600_000;
      return call === 'GET /api/v3/allOrders' ? (isLong ? full : [resting]) : [];
    });
    const found = await adapter.orders.find(ref, Date.now() - 7_200_000, { inFills: true });
    expect(found).toMatchObject({ kind: 'found', order: { exchangeOrderId: '29' } });
    expect(asked.length).toBeGreaterThan(4);
  });

  it.each(['allOrders', 'myTrades'])('%s that stays full is an error', async (path) => {
    const full = Array.from({ length: 1000 }, (_none, index) => ({
      ...resting,
      orderId: 1000 + (index % 10),
      clientOrderId: 'x',
    }));
    const { adapter } = scripted('spot', ({ call, parameters }) => {
      if (call === `GET /api/v3/${path}`) return full;
      if (call !== 'GET /api/v3/order') return [];
      if (parameters.orderId === undefined) return refusal(-2013, 'Order does not exist.');
      return { json: { ...resting, orderId: Number(parameters.orderId), clientOrderId: 'x' } };
    });
    await expect(adapter.orders.find(ref, since, { inFills: true })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it('a history of more requests than one call may make is an error, and not read in part', async () => {
    const full = Array.from({ length: 1000 }, (_none, id) => ({ ...resting, orderId: 1000 + id, clientOrderId: 'x' }));
    const { adapter } = scripted('spot', ({ call, parameters }) => {
      if (call === 'GET /api/v3/order') return refusal(-2013, 'Order does not exist.');
      const isLong = Number(parameters.endTime) - Number(parameters.startTime) > 13 * 3_600_000;
      return call === 'GET /api/v3/allOrders' && isLong ? full : [];
    });
    const find = (days: number) => adapter.orders.find(ref, Date.now() - days * 24 * 3_600_000, { inFills: true });
    expect(await find(3)).toEqual({ kind: 'absent' });
    await expect(find(20)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('an order of the futures market is not asked for here', async () => {
    const { adapter, asked } = scripted('spot', () => []);
    const swap = { symbol: 'BTC/USDT:USDT', store: 'regular', exchangeOrderId: '29', clientOrderId: ourId } as const;
    expect(await adapter.orders.find(swap, since, { older: 'all', inFills: true })).toEqual({ kind: 'absent' });
    expect(await adapter.orders.read(swap, since)).toBeNull();
    expect(await adapter.orders.read({ ...ref, exchangeOrderId: 'a-29' }, since)).toBeNull();
    expect(asked).toEqual([]);
  });
});
