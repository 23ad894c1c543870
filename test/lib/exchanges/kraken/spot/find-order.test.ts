import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MarketType } from '../../../../../lib/exchanges/model/axes.ts';
import type { FindOutcome, FindTerms } from '../../../../../lib/exchanges/model/outcome.ts';
import { refOf } from '../../fixture-calls.ts';
import { freshId, openOrders, symbols } from '../../fixture-orders.ts';
import { startTime } from '../../fixture-venues.ts';

let scene: Awaited<ReturnType<typeof openOrders>>;
beforeAll(async () => {
  scene = await openOrders();
});
afterAll(() => scene.simulators.world.close());
beforeEach(() => {
  for (const marketType of ['spot', 'swap'] as const) scene.simulators[marketType].substitute = null;
});
const place: typeof scene.place = (marketType, terms) => scene.place(marketType, terms);
const hour = 3_600_000;

/** Trades at these times, and no order at all. */
function spotTrades(times: readonly number[], ordertxid: string | undefined) {
  const trade = { ordertxid, pair: 'XXBTZUSD', type: 'buy', price: '80000', vol: '1', fee: '0' };
  const trades = times.map((time) => [`T${String(time).slice(-5)}-AAAAA-AAAAAA`, { ...trade, time: time / 1000 }]);
  return { error: [], result: { open: {}, closed: {}, trades: Object.fromEntries(trades) } };
}
function futuresFills(times: readonly number[]) {
  const fill = { order_id: 'A', cliOrdId: 'another', symbol: 'PF_XBTUSD', side: 'buy', size: 1, price: 80000 };
  const fills = times.map((time) => ({ ...fill, fill_id: String(time), fillTime: new Date(time).toISOString() }));
  return { result: 'success', orders: [], elements: [], fills };
}

describe.each(['spot', 'swap'] as const)('finding orders on %s', (marketType) => {
  const find = (clientOrderId: string, terms: FindTerms = {}) =>
    scene.exchanges[marketType].orders.find(
      { symbol: symbols[marketType][0], store: 'regular', clientOrderId: clientOrderId },
      startTime - hour,
      terms,
    );

  it(`an order on ${marketType} is found open, filled, canceled, and as a waiting or canceled stop, hours later too`, async () => {
    const open = await place(marketType);
    const filled = await place(marketType, { type: 'limit', price: '90000', quantity: '0.001' });
    const canceled = await place(marketType);
    await scene.exchanges[marketType].orders.cancel(refOf(canceled));
    const stop = { type: 'stop_loss', side: 'sell', stopPrice: '60000', quantity: '0.001' } as const;
    const waiting = await place(marketType, stop);
    const stopped = await place(marketType, stop);
    await scene.exchanges[marketType].orders.cancel(refOf(stopped));
    for (const passed of [0, hour]) {
      scene.simulators.world.advance(passed);
      const statusOf = async (order: { clientOrderId: string; exchangeOrderId: string }) => {
        const found = await find(order.clientOrderId);
        if (found.kind === 'absent') return 'absent';
        expect(found.order).toMatchObject({
          exchangeOrderId: order.exchangeOrderId,
          clientOrderId: order.clientOrderId,
          symbol: symbols[marketType][0],
        });
        return found.order.status;
      };
      expect(await Promise.all([open, filled, canceled].map(statusOf))).toEqual(['open', 'filled', 'canceled']);
      expect(await Promise.all([waiting, stopped].map(statusOf))).toEqual(['open', 'canceled']);
    }
    await scene.exchanges[marketType].orders.cancelAll();
  });

  it(`an order on ${marketType} that never existed is absent`, async () => {
    for (const inFills of [false, true]) expect(await find(freshId(), { inFills })).toEqual({ kind: 'absent' });
    const never = marketType === 'spot' ? 'OAAAAA-BBBBB-CCCCCC' : '00000000-0000-4000-8000-000000000000';
    expect(
      await scene.exchanges[marketType].orders.read(
        { symbol: null, store: 'regular', exchangeOrderId: never },
        startTime - hour,
      ),
    ).toBeNull();
  });

  it(`an order on ${marketType} is not absent when a list could not be read`, async () => {
    const malformed =
      marketType === 'spot'
        ? { error: [], result: { open: { O1: 'x' }, closed: {} } }
        : { result: 'success', orders: [], elements: 'none' };
    scene.simulators[marketType].substitute = () => ({ status: 200, body: malformed });
    await expect(find(freshId())).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});

describe('filled orders that the lists show no more and the history not yet', () => {
  const whileHidden = async (
    marketType: MarketType,
    run: (find: (inFills: boolean) => Promise<FindOutcome>) => Promise<void>,
  ) => {
    const { world, [marketType]: simulator } = scene.simulators;
    simulator.control('history', { late_ms: 60_000 });
    const { clientOrderId } = await place(marketType, { type: 'market', quantity: '0.001' });
    world.advance(10_000);
    const [symbol] = symbols[marketType];
    await run((inFills) =>
      scene.exchanges[marketType].orders.find(
        { symbol: symbol, store: 'regular', clientOrderId: clientOrderId },
        startTime - hour,
        { inFills },
      ),
    );
    world.advance(60_000);
    expect(
      await scene.exchanges[marketType].orders.find(
        { symbol: symbol, store: 'regular', clientOrderId: clientOrderId },
        startTime - hour,
      ),
    ).toMatchObject(filled);
    simulator.control('history', { late_ms: 0 });
  };
  const filled = { kind: 'found', order: { status: 'filled', filledQuantity: '0.001' } };

  it('a filled spot order that no list shows is found by its trades', () =>
    whileHidden('spot', async (find) => {
      expect(await find(false)).toEqual({ kind: 'absent' });
      expect(await find(true)).toMatchObject(filled);
    }));

  it('a filled futures order that no list shows is not absent: its fills do not tell the filled quantity', () =>
    whileHidden('swap', async (find) => {
      expect(await find(false)).toEqual({ kind: 'absent' });
      await expect(find(true)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    }));

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
    const lists = spotTrades([startTime], ordertxid);
    const isQuery = () => spot.sent.at(-1)?.path.endsWith('QueryOrders') === true;
    spot.substitute = () => ({ status: 200, body: isQuery() ? { error: [], result: {} } : lists });
    const find = scene.exchanges.spot.orders.find(
      { symbol: 'BTC/USD', store: 'regular', clientOrderId: freshId() },
      startTime - hour,
      { inFills: true },
    );
    await expect(find).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('an older spot order with the same id that has traded since is not the order just sent', async () => {
    const { spot } = scene.simulators;
    const txid = 'OAAAAA-BBBBB-CCCCCC';
    const descr = { pair: 'XBTUSD', type: 'buy', ordertype: 'market' };
    const older = { cl_ord_id: 'abc', status: 'closed', vol: '1', vol_exec: '1', descr, opentm: startTime / 1000 - 1 };
    const isQuery = () => spot.sent.at(-1)?.path.endsWith('QueryOrders') === true;
    const queried = { error: [], result: { [txid]: older } };
    spot.substitute = () => ({ status: 200, body: isQuery() ? queried : spotTrades([startTime], txid) });
    const find = (since: number) =>
      scene.exchanges.spot.orders.find({ symbol: 'BTC/USD', store: 'regular', clientOrderId: 'abc' }, since, {
        inFills: true,
      });
    expect(await find(startTime)).toEqual({ kind: 'absent' });
    expect(await find(startTime - 1_000)).toMatchObject({ kind: 'found', order: { exchangeOrderId: txid } });
  });

  it.each(['spot', 'swap'] as const)(
    'an order on %s is not absent when the fills are too many to be read',
    async (marketType) => {
      const { [marketType]: simulator, world } = scene.simulators;
      const rows = marketType === 'spot' ? 50 : 100;
      let pages = 0;
      simulator.substitute = () => {
        const { path = '' } = simulator.sent.at(-1) ?? {};
        if (/TradesHistory|fills/.test(path)) pages += 1;
        const ages = Array.from({ length: rows }, (_, index) => world.now() - pages * rows - index);
        return {
          status: 200,
          body: marketType === 'spot' ? spotTrades(ages, 'OAAAAA-BBBBB-CCCCCC') : futuresFills(ages),
        };
      };
      const find = scene.exchanges[marketType].orders.find(
        { symbol: symbols[marketType][0], store: 'regular', clientOrderId: freshId() },
        startTime - hour,
        {
          inFills: true,
        },
      );
      await expect(find).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
      expect(pages).toBe(5);
    },
  );
});

describe('finding orders', () => {
  it('reading a fired futures stop tells its trigger price when the caller asks for the trigger', async () => {
    const { exchangeOrderId } = await place('swap', { type: 'stop_loss', side: 'sell', stopPrice: '79000' });
    scene.simulators.swap.control('price', { symbol: 'PF_XBTUSD', price: 78_000 });
    scene.simulators.world.advance(hour);
    const read = (withTrigger: boolean) =>
      scene.exchanges.swap.orders.read(
        { symbol: null, store: 'regular', exchangeOrderId: exchangeOrderId },
        startTime,
        withTrigger,
      );
    expect([await read(false), await read(true)]).toMatchObject([
      { status: 'filled', stopPrice: null },
      { status: 'filled', stopPrice: '79000' },
    ]);
    scene.simulators.swap.control('price', { symbol: 'PF_XBTUSD', price: 80_000 });
  });

  it('more futures events than can be read are an error, and not absence', async () => {
    scene.simulators.swap.substitute = () => ({
      status: 200,
      body: { result: 'success', orders: [], elements: [], continuationToken: 'more' },
    });
    await expect(
      scene.exchanges.swap.orders.find({ symbol: 'BTC/USD:USD', store: 'regular', clientOrderId: freshId() }, 0),
    ).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
    expect(scene.simulators.swap.sent.length).toBeLessThan(50);
  });

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
    const row = { cl_ord_id: 'abc', status: 'canceled', vol: '1', vol_exec: '0', descr };
    const closed = Object.fromEntries(ids.map((id) => [id, { ...row, opentm: created[id] }]));
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
    const row = {
      cl_ord_id: 'abc',
      status: 'open',
      vol: '1',
      vol_exec: '0',
      descr: { pair: 'XBTUSD', type: 'buy', ordertype: 'market' },
    };
    scene.simulators.spot.substitute = () => ({
      status: 200,
      body: { error: [], result: { open: { O1: row }, closed: {} } },
    });
    expect(
      await scene.exchanges.spot.orders.find({ symbol: 'BTC/USD', store: 'regular', clientOrderId: 'abc' }, startTime),
    ).toMatchObject({ kind: 'found' });
  });
});
