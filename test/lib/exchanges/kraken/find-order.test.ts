import { describe, expect, it } from 'vitest';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { FindOutcome, FindTerms } from '../../../../lib/exchanges/model/outcome.ts';
import { refOf } from '../fixture-calls.ts';
import { freshId, symbols, useOrders } from '../fixture-orders.ts';
import { startTime } from '../fixture-venues.ts';
import { tradesOnSpot } from './fixture-trades.ts';

const scene = useOrders();
const { place } = scene;
const hour = 3_600_000;

/** Futures fills at the given times, of an order with a different id. */
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
});

describe('fills without an end', () => {
  const txid = 'OAAAAA-BBBBB-CCCCCC';
  const descr = { pair: 'XBTUSD', type: 'buy', ordertype: 'market' };
  const otherOrder = {
    cl_ord_id: 'another',
    status: 'closed',
    vol: '1',
    vol_exec: '1',
    descr,
    opentm: startTime / 1000,
  };
  const bodyAt = (path: string, times: readonly number[]) => {
    if (path.endsWith('QueryOrders')) return { error: [], result: { [txid]: otherOrder } };
    return path.startsWith('/0/') ? tradesOnSpot(times, txid) : futuresFills(times);
  };

  // The readable fills belong to a different order. Without the check of the end the order would be absent.
  it.each(['spot', 'swap'] as const)(
    'an order on %s is not absent when the fills are too many to be read',
    async (marketType) => {
      const { [marketType]: simulator, world } = scene.simulators;
      const size = marketType === 'spot' ? 50 : 100;
      let pages = 0;
      simulator.substitute = () => {
        const { path = '' } = simulator.sent.at(-1) ?? {};
        if (/TradesHistory|fills/.test(path)) pages += 1;
        const times = Array.from({ length: size }, (_, index) => world.now() - pages * size - index);
        return { status: 200, body: bodyAt(path, times) };
      };
      const find = scene.exchanges[marketType].orders.find(
        { symbol: symbols[marketType][0], store: 'regular', clientOrderId: freshId() },
        startTime - hour,
        { inFills: true },
      );
      await expect(find).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
      expect(pages).toBe(5);
    },
  );
});
