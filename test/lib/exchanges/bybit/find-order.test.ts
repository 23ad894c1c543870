import { beforeEach, describe, expect, it } from 'vitest';
import { list, openScene, orderRow, Raw, type Scene, symbolOf, told } from './fixture-bybit.ts';

const hour = 3_600_000;

describe.each(['spot', 'swap'] as const)('the look for an order on %s', (marketType) => {
  let scene: Scene;
  const symbol = symbolOf[marketType];
  const store = 'regular' as const;
  const now = Date.now();
  const since = now - hour;
  const createdTime = String(now - 60_000);
  const passes = marketType === 'spot' ? 1 : 2;
  const ref = { symbol, store, clientOrderId: 'ours' };
  const find = (terms = {}) => scene.adapter.orders.find(ref, since, terms);
  const asked = () => scene.sent.map(({ path }) => path);

  beforeEach(async () => {
    scene = await openScene(marketType);
    for (const path of ['order/realtime', 'order/history', 'execution/list']) scene.answers[path] = () => list([]);
  });

  it('asks the current orders first, by our id under the name of the exchange', async () => {
    scene.answers['order/realtime'] = () => list([orderRow({ createdTime })]);
    expect(await find()).toMatchObject({ kind: 'found', order: { clientOrderId: 'ours', symbol, status: 'open' } });
    const category = marketType === 'spot' ? 'spot' : 'linear';
    expect(scene.sent.map(({ fields }) => fields)).toEqual([{ category, orderLinkId: 'ours', symbol: 'BTCUSDT' }]);
  });

  it('finds in the history what the memory of current orders has lost', async () => {
    scene.answers['order/history'] = () => list([orderRow({ createdTime, orderStatus: 'Cancelled' })]);
    expect(await find()).toMatchObject({ kind: 'found', order: { status: 'canceled', filledQuantity: '0' } });
  });

  it('tells absence after every kind of order, in both lists and the executions', async () => {
    expect(await find({ inFills: true })).toEqual({ kind: 'absent' });
    expect(asked()).toEqual([
      ...Array(passes).fill('order/realtime'),
      ...Array(passes).fill('order/history'),
      'execution/list',
    ]);
    const filters = scene.sent.slice(0, passes).map(({ fields }) => fields.orderFilter);
    expect(filters).toEqual(marketType === 'spot' ? [undefined] : [undefined, 'StopOrder']);
  });

  it.each(['order/realtime', 'order/history', 'execution/list'])('proves nothing where %s fails', async (path) => {
    for (const answer of [told({}, 10006), new Raw(502, ''), told({}), told({ list: [{ orderLinkId: 4 }] })]) {
      scene.answers[path] = () => answer;
      await expect(find({ inFills: true })).rejects.toThrow();
    }
  });

  it('proves nothing where the id of an order cannot be read: the order may be the wanted one', async () => {
    scene.answers['order/history'] = () => list([orderRow({ createdTime, orderLinkId: { garbled: true } })]);
    await expect(find()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it.each([undefined, null, ''])(
    'proves nothing by a row with the id %o: rows of our id alone were asked for',
    async (orderLinkId) => {
      const unnamed = orderRow({ createdTime, orderLinkId, orderId: 'unnamed' });
      const refused = orderRow({ createdTime, orderStatus: 'Rejected', orderId: 'refused' });
      for (const rows of [[unnamed], [refused, unnamed]]) {
        scene.answers['order/history'] = () => list(rows);
        await expect(find({ inFills: true })).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
      }
    },
  );

  it('proves nothing by a first page: the list is read to its end', async () => {
    const pages = [
      list([orderRow({ orderLinkId: 'another', createdTime })], 'next%3D1'),
      list([orderRow({ createdTime })]),
    ];
    scene.answers['order/realtime'] = () => pages.shift() ?? list([]);
    expect(await find()).toMatchObject({ kind: 'found' });
    expect(scene.sent[1]?.request.url).toContain('cursor=next%3D1');
  });

  it('does not take an older order under the id for the order just sent', async () => {
    scene.answers['order/realtime'] = () => list([orderRow({ createdTime: String(since - 1) })]);
    expect(await find()).toEqual({ kind: 'absent' });
    expect(await find({ older: 'all' })).toMatchObject({ kind: 'found' });
    expect(await find({ older: 'open' })).toMatchObject({ kind: 'found' });
  });

  it('does not believe a rejection before every list was asked: it may be the refused copy', async () => {
    scene.answers['order/realtime'] = () => list([orderRow({ createdTime, orderStatus: 'Rejected', orderId: 'copy' })]);
    scene.answers['order/history'] = () => list([orderRow({ createdTime, orderStatus: 'Filled', orderId: 'first' })]);
    expect(await find()).toMatchObject({ kind: 'found', order: { exchangeOrderId: 'first' } });
    scene.answers['order/history'] = () => list([]);
    expect(await find()).toMatchObject({ kind: 'found', order: { status: 'rejected' } });
  });

  it('an id of the exchange names one order: its rejection is believed at once', async () => {
    scene.answers['order/realtime'] = () => list([orderRow({ createdTime, orderStatus: 'Rejected', orderId: 'x' })]);
    expect(await scene.adapter.orders.read({ symbol, store, exchangeOrderId: 'x' }, since)).toMatchObject({
      status: 'rejected',
    });
    expect(asked()).toEqual(['order/realtime']);
  });

  it('a fill under our id whose order no list shows is no absence', async () => {
    scene.answers['execution/list'] = () => list([{ orderLinkId: 'ours', orderId: 'traded', execType: 'Trade' }]);
    await expect(find({ inFills: true })).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    scene.answers['order/history'] = ({ fields }) =>
      list(fields.orderId === 'traded' ? [orderRow({ createdTime, orderId: 'traded', orderStatus: 'Filled' })] : []);
    expect(await find({ inFills: true })).toMatchObject({ kind: 'found', order: { exchangeOrderId: 'traded' } });
  });

  it('reads an old order from the days of its beginning: without times the history tells seven days', async () => {
    const old = now - 100 * 24 * hour;
    await scene.adapter.orders.read({ symbol, store, exchangeOrderId: 'old' }, old);
    const ranges = scene.sent.flatMap(({ path, fields }) => (path === 'order/history' ? [fields] : []));
    expect(ranges).toHaveLength(2 * passes);
    const { startTime, endTime } = ranges.find((range) => range.startTime !== undefined) ?? {};
    expect(Number(startTime)).toBe(old);
    expect(Number(endTime) - Number(startTime)).toBeLessThan(7 * 24 * hour);
  });

  /** Kinds that this service does not trade: an id without a symbol may be of one. */
  const beside = new Set<unknown>(['inverse', 'option']);

  it('asks without a symbol in every coin that settles', async () => {
    await scene.adapter.orders.read({ symbol: null, store, exchangeOrderId: 'x' }, since);
    const lists = scene.sent.filter(({ path, fields }) => path === 'order/realtime' && !beside.has(fields.category));
    const coins = lists.map(({ fields }) => fields.settleCoin);
    expect(new Set(coins)).toEqual(new Set(marketType === 'spot' ? [undefined] : ['USDT', 'USDC']));
  });

  it('an order that only passed as triggered in the history has no known state', async () => {
    scene.answers['order/history'] = () => list([orderRow({ createdTime, orderStatus: 'Triggered' })]);
    expect(await find()).toMatchObject({ kind: 'found', order: { status: 'unknown' } });
  });
});

describe('the look for a stop on spot', () => {
  const symbol = symbolOf.spot;
  const createdTime = String(Date.now() - 60_000);
  const since = Date.now() - hour;
  const stop = orderRow({ createdTime, triggerPrice: '60000', stopOrderType: 'tpslOrder', orderStatus: 'Untriggered' });
  const open = async (row: object | null) => {
    const scene = await openScene('spot');
    scene.answers['order/realtime'] = () => list(row === null ? [] : [row]);
    for (const path of ['order/history', 'execution/list']) scene.answers[path] = () => list([]);
    return scene;
  };
  const trigger = { symbol, store: 'trigger', clientOrderId: 'ours', exchangeOrderId: String(stop.orderId) } as const;

  it('asks every kind in both lists before it tells absence', async () => {
    const { adapter, sent } = await open(null);
    expect(await adapter.orders.find(trigger, since)).toEqual({ kind: 'absent' });
    expect(sent.map(({ fields }) => fields.orderFilter)).toEqual([
      ...[undefined, 'tpslOrder', 'StopOrder'],
      ...[undefined, 'tpslOrder', 'StopOrder'],
    ]);
  });

  it('finds the stop in its own store alone: lists tell stops and orders of the book together', async () => {
    const { adapter } = await open(stop);
    expect(await adapter.orders.read(trigger, since)).toMatchObject({ store: 'trigger' });
    expect(await adapter.orders.read({ ...trigger, store: 'regular' }, since)).toBeNull();
    expect(await adapter.orders.find({ ...trigger, store: 'regular' }, since)).toEqual({ kind: 'absent' });
  });

  it('finds our own stop that has fired, also where the order tells no trigger any more', async () => {
    const fired = orderRow({ createdTime, orderStatus: 'Filled', cumExecQty: '0.01' });
    const { adapter } = await open(fired);
    expect(await adapter.orders.find(trigger, since)).toMatchObject({ kind: 'found', order: { status: 'filled' } });
    expect(await adapter.orders.find(trigger, since, { older: 'all' })).toEqual({ kind: 'absent' });
  });

  it('reads a stop that has fired by its id, also where the order tells no trigger any more', async () => {
    const fired = { ...stop, triggerPrice: '', stopOrderType: '', orderStatus: 'New' };
    const { adapter } = await open(fired);
    expect(await adapter.orders.read(trigger, since)).toMatchObject({ store: 'trigger', status: 'open' });
    expect(await adapter.orders.read({ ...trigger, store: 'regular' }, since)).toMatchObject({ store: 'regular' });
  });

  it('follows a fill under our id to the stop that has fired: a fill tells no store', async () => {
    const { adapter, answers } = await open(null);
    answers['execution/list'] = () => list([{ orderLinkId: 'ours', orderId: 'traded', execType: 'Trade' }]);
    const fired = { ...stop, orderId: 'traded', orderStatus: 'Filled', cumExecQty: '0.01' };
    answers['order/history'] = ({ fields }) => list(fields.orderId === 'traded' ? [fired] : []);
    expect(await adapter.orders.find(trigger, since, { inFills: true })).toMatchObject({
      kind: 'found',
      order: { exchangeOrderId: 'traded', store: 'trigger', status: 'filled' },
    });
  });
});
