import { describe, expect, it } from 'vitest';
import { refOf } from '../../fixture-calls.ts';
import { freshId, useOrders } from '../../fixture-orders.ts';
import { startTime } from '../../fixture-venues.ts';
import { tradesOnSpot } from '../fixture-trades.ts';

const scene = useOrders();
const { place } = scene;
const hour = 3_600_000;

describe('spot orders that only trades show', () => {
  const filled = { kind: 'found', order: { status: 'filled', filledQuantity: '0.001' } };

  it('a filled spot order is found behind the trades of sixty other orders', async () => {
    const { clientOrderId } = await place('spot', { type: 'market', quantity: '0.001' });
    for (let index = 0; index < 60; index += 1) await place('spot', { type: 'market', quantity: '0.001' });
    scene.simulators.spot.control('history', { late_ms: 60_000 });
    const look = scene.exchanges.spot.orders.find(
      { symbol: 'BTC/USD', store: 'regular', clientOrderId: clientOrderId },
      startTime - hour,
      { inFills: true },
    );
    expect(await look).toMatchObject(filled);
    scene.simulators.spot.control('history', { late_ms: 0 });
  });

  it.each([
    ['QueryOrders does not show the order of a trade', 'OAAAAA-BBBBB-CCCCCC'],
    ['a trade does not name its order', undefined],
  ])('a spot order is not absent when %s', async (_title, ordertxid) => {
    const { spot } = scene.simulators;
    const lists = tradesOnSpot([startTime], ordertxid);
    const isQuery = () => spot.sent.at(-1)?.path.endsWith('QueryOrders') === true;
    spot.substitute = () => ({ status: 200, body: isQuery() ? { error: [], result: {} } : lists });
    const find = scene.exchanges.spot.orders.find(
      { symbol: 'BTC/USD', store: 'regular', clientOrderId: freshId() },
      startTime - hour,
      { inFills: true },
    );
    await expect(find).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('a spot order is not absent when the ended orders end before their own count', async () => {
    const { spot } = scene.simulators;
    spot.substitute = () => ({
      status: 200,
      body: { error: [], result: { open: {}, closed: {}, trades: {}, count: 1 } },
    });
    const named = { symbol: 'BTC/USD', store: 'regular', clientOrderId: freshId() } as const;
    await expect(scene.exchanges.spot.orders.find(named, startTime - hour)).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it('an older spot order with the same id that has traded since is not the order just sent', async () => {
    const { spot } = scene.simulators;
    const txid = 'OAAAAA-BBBBB-CCCCCC';
    const descr = { pair: 'XBTUSD', type: 'buy', ordertype: 'market' };
    const older = { cl_ord_id: 'abc', status: 'closed', vol: '1', vol_exec: '1', descr, opentm: startTime / 1000 - 1 };
    const isQuery = () => spot.sent.at(-1)?.path.endsWith('QueryOrders') === true;
    const queried = { error: [], result: { [txid]: older } };
    spot.substitute = () => ({ status: 200, body: isQuery() ? queried : tradesOnSpot([startTime], txid) });
    const find = (since: number) =>
      scene.exchanges.spot.orders.find({ symbol: 'BTC/USD', store: 'regular', clientOrderId: 'abc' }, since, {
        inFills: true,
      });
    expect(await find(startTime)).toEqual({ kind: 'absent' });
    expect(await find(startTime - 1_000)).toMatchObject({ kind: 'found', order: { exchangeOrderId: txid } });
  });
});

describe('a spot order that ends while the lists are read', () => {
  it('is found: the open orders are read before the ended ones', async () => {
    const { spot } = scene.simulators;
    const descr = { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', price: '70000' };
    const row = { cl_ord_id: 'abc', status: 'open', vol: '1', vol_exec: '0', descr, opentm: startTime / 1000 };
    const lists = spot.sent.length;
    spot.substitute = () => {
      const hasEnded = spot.sent.length - lists > 1;
      const [open, ended] = hasEnded ? [{}, { OA: { ...row, status: 'canceled' } }] : [{ OA: row }, {}];
      const isOpenList = spot.sent.at(-1)?.path.endsWith('OpenOrders') === true;
      const result = isOpenList ? { open } : { closed: ended, count: Object.keys(ended).length };
      return { status: 200, body: { error: [], result } };
    };
    const named = { symbol: 'BTC/USD', store: 'regular', clientOrderId: 'abc' } as const;
    expect(await scene.exchanges.spot.orders.find(named, startTime - hour)).toMatchObject({
      kind: 'found',
      order: { exchangeOrderId: 'OA' },
    });
  });
});

describe('spot orders with one client order id', () => {
  it('a look on spot passes over an older order with the same id: ids are unique among open orders only', async () => {
    const { clientOrderId, exchangeOrderId } = await place('spot', { price: '90000', quantity: '0.001' });
    expect(
      await scene.exchanges.spot.orders.find({ symbol: 'BTC/USD', store: 'regular', clientOrderId: clientOrderId }, 0),
    ).toMatchObject({
      kind: 'found',
      order: { exchangeOrderId },
    });
    const later = scene.simulators.world.now() + hour;
    expect(
      await scene.exchanges.spot.orders.find(
        { symbol: 'BTC/USD', store: 'regular', clientOrderId: clientOrderId },
        later,
      ),
    ).toEqual({ kind: 'absent' });
  });

  it('an older spot order is found by its id where the terms ask for older orders: open, or ended too', async () => {
    const find = async (clientOrderId: string) => {
      const later = scene.simulators.world.now() + hour;
      const look = (older?: 'open' | 'all') =>
        scene.exchanges.spot.orders.find({ symbol: 'BTC/USD', store: 'regular', clientOrderId: clientOrderId }, later, {
          older,
        });
      return (await Promise.all([look(), look('open'), look('all')])).map(({ kind }) => kind);
    };
    const { clientOrderId, exchangeOrderId } = await place('spot');
    expect(await find(clientOrderId)).toEqual(['absent', 'found', 'found']);
    await scene.exchanges.spot.orders.cancel(refOf({ exchangeOrderId }));
    expect(await find(clientOrderId)).toEqual(['absent', 'absent', 'found']);
  });

  it.each([
    ['the newest is listed first', ['new', 'old']],
    ['the oldest is listed first', ['old', 'new']],
  ])('of several spot orders with one id the newest is found when %s', async (_, ids) => {
    const created = { new: startTime / 1000, old: startTime / 1000 - 60 } as Record<string, number>;
    const descr = { pair: 'XBTUSD', type: 'buy', ordertype: 'market' };
    const listed = { cl_ord_id: 'abc', status: 'canceled', vol: '1', vol_exec: '0', descr };
    const closed = Object.fromEntries(ids.map((id) => [id, { ...listed, opentm: created[id] }]));
    scene.simulators.spot.substitute = () => ({ status: 200, body: { error: [], result: { open: {}, closed } } });
    const find = (older?: 'all') =>
      scene.exchanges.spot.orders.find(
        { symbol: 'BTC/USD', store: 'regular', clientOrderId: 'abc' },
        startTime - hour,
        { older },
      );
    for (const found of [await find(), await find('all')])
      expect(found).toMatchObject({ kind: 'found', order: { exchangeOrderId: 'new' } });
  });

  it('a spot order without a time is found by its id', async () => {
    const listed = {
      cl_ord_id: 'abc',
      status: 'open',
      vol: '1',
      vol_exec: '0',
      descr: { pair: 'XBTUSD', type: 'buy', ordertype: 'market' },
    };
    scene.simulators.spot.substitute = () => ({
      status: 200,
      body: { error: [], result: { open: { O1: listed }, closed: {} } },
    });
    expect(
      await scene.exchanges.spot.orders.find({ symbol: 'BTC/USD', store: 'regular', clientOrderId: 'abc' }, startTime),
    ).toMatchObject({ kind: 'found' });
  });

  const descr = { pair: 'XBTUSD', type: 'buy', ordertype: 'market' };
  const bearer = (change: object) => ({
    cl_ord_id: 'abc',
    status: 'closed',
    vol: '1',
    vol_exec: '1',
    descr,
    ...change,
  });
  const unreadable = [null, '', 'garbage', -1, 0, [], {}, undefined];
  const look = (closed: Record<string, object>, older?: 'open' | 'all') => {
    scene.simulators.spot.substitute = () => ({ status: 200, body: { error: [], result: { open: {}, closed } } });
    const ref = { symbol: 'BTC/USD', store: 'regular', clientOrderId: 'abc' } as const;
    return scene.exchanges.spot.orders.find(ref, startTime, { older });
  };
  const garbled = { code: 'EXCHANGE_UNAVAILABLE' };

  it.each(unreadable)(
    'an ended order of the time %o proves neither that the order just sent is there nor that it is not',
    async (opentm) => {
      await expect(look({ O1: bearer({ opentm }) })).rejects.toMatchObject(garbled);
      await expect(look({ O1: bearer({ opentm }) }, 'open')).rejects.toMatchObject(garbled);
      expect(await look({ O1: bearer({ opentm }) }, 'all')).toMatchObject({ order: { exchangeOrderId: 'O1' } });
    },
  );

  it.each(unreadable)('of two orders with one id none is the newest where one has the time %o', async (opentm) => {
    const closed = { O1: bearer({ opentm: startTime / 1000 - 60 }), O2: bearer({ opentm }) };
    for (const older of [undefined, 'open', 'all'] as const)
      await expect(look(closed, older)).rejects.toMatchObject(garbled);
  });

  it.each([[[]], [{}], [true]])(
    'an order with the id %o may be the wanted order, which is not absent',
    async (cl_ord_id) => {
      await expect(look({ O1: bearer({ cl_ord_id, opentm: startTime / 1000 }) })).rejects.toMatchObject(garbled);
    },
  );

  it('an order without an id is not the wanted order', async () => {
    expect(await look({ O1: bearer({ cl_ord_id: null }), O2: bearer({ cl_ord_id: undefined }) })).toEqual({
      kind: 'absent',
    });
  });

  it.each(unreadable)('a traded order of the time %o may be the order just sent, or an older one', async (opentm) => {
    const { spot } = scene.simulators;
    const txid = 'OAAAAA-BBBBB-CCCCCC';
    const isQuery = () => spot.sent.at(-1)?.path.endsWith('QueryOrders') === true;
    const queried = { error: [], result: { [txid]: bearer({ opentm }) } };
    spot.substitute = () => ({ status: 200, body: isQuery() ? queried : tradesOnSpot([startTime], txid) });
    const ref = { symbol: 'BTC/USD', store: 'regular', clientOrderId: 'abc' } as const;
    const find = scene.exchanges.spot.orders.find(ref, startTime - 1000, { inFills: true });
    await expect(find).rejects.toMatchObject(garbled);
  });
});
