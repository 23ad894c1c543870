import { beforeAll, describe, expect, it } from 'vitest';
import { readKrakenFills } from '../../../../../lib/exchanges/kraken/spot/fills.ts';
import type { PageRequest } from '../../../../../lib/exchanges/model/history.ts';
import { useOrders } from '../../fixture-orders.ts';
import { startTime } from '../../fixture-venues.ts';

const scene = useOrders();
const total = 60;

/** Every page up to the end, as a client reads them. */
async function readAll(request: PageRequest) {
  const { fills } = scene.exchanges.spot.data;
  const page = await fills(request);
  const ids = page.items.map(({ id }) => id);
  for (let { next } = page; next !== null; ) {
    const more = await fills({ ...request, cursor: next });
    ids.push(...more.items.map(({ id }) => id));
    next = more.next;
  }
  return ids;
}

describe('fills of spot', () => {
  let ids: readonly string[];
  beforeAll(async () => {
    for (let index = 0; index < total; index += 1) await scene.place('spot', { type: 'market', quantity: '0.001' });
    ids = (await scene.exchanges.spot.data.fills({ limit: 500 })).items.map(({ id }) => id);
  });

  it.each([7, 50, 500])(
    'are read completely and once in pages of %i, with trades of one moment on both sides of a page edge',
    async (limit) => {
      const read = await readAll({ limit });
      expect([new Set(read).size, read]).toEqual([total, ids]);
    },
  );

  it.each(['newest', 'oldest', 'by_id'])(
    'of one moment are read once each where the exchange writes its rows in the order %s',
    async (order) => {
      for (const written of ['newest', order]) {
        scene.simulators.spot.control('rows', { order: written });
        for (const limit of [1, 7, 40, 50, 59]) expect(await readAll({ limit })).toEqual(ids);
      }
      // The order may change between two pages.
      const first = await scene.exchanges.spot.data.fills({ limit: 20 });
      scene.simulators.spot.control('rows', { order: 'newest' });
      const rest = await readAll({ limit: 20, cursor: first.next ?? undefined });
      expect([...first.items.map(({ id }) => id), ...rest]).toEqual(ids);
    },
  );

  it('of a cursor of earlier releases, which is an id alone, are refused with the remedy', async () => {
    const call = scene.exchanges.spot.data.fills({ limit: 5, cursor: ids[3] });
    await expect(call).rejects.toMatchObject({ code: 'INVALID_REQUEST', message: /begin again without a cursor/ });
  });

  it('of a moment of which the pages end before their own count are not told', async () => {
    const row = { ordertxid: 'O', pair: 'XXBTZUSD', type: 'buy', price: '80000', vol: '0.01', fee: '2' };
    const page = (names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [`T${name}-AAAAA-AAAAAA`, { ...row, time: startTime / 1000 }]));
    const pages = [page(['AAAA1', 'AAAA2']), page(['AAAA3'])];
    const counts = [4, 3];
    scene.simulators.spot.substitute = () => ({
      status: 200,
      body: { error: [], result: { trades: pages.shift() ?? {}, count: counts.shift() ?? 3 } },
    });
    await expect(scene.exchanges.spot.data.fills({ limit: 10 })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it.each([
    ['one moment', 0, 2],
    ['many moments', 1, 3],
  ])(
    'of %s, where each page is the same page, end after the first page that tells nothing new',
    async (_what, apart, most) => {
      const row = { ordertxid: 'O', pair: 'XXBTZUSD', type: 'buy', price: '80000', vol: '0.01', fee: '2' };
      const trades = Object.fromEntries(
        Array.from({ length: 50 }, (_, index) => [
          `TAA${String(index).padStart(3, '0')}-AAAAA-AAAAAA`,
          { ...row, time: startTime / 1000 - index * apart },
        ]),
      );
      let requests = 0;
      const read = async () => {
        requests += 1;
        return { error: [], result: { trades, count: 500 } };
      };
      const call = readKrakenFills(read, { limit: 100 }, () => 'BTC/USD');
      await expect(call).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
      expect(requests).toBe(most);
    },
  );

  it('of a time range include the start and exclude the end', async () => {
    const idsIn = async (from: number, to: number) => (await readAll({ from, to, limit: 500 })).length;
    expect(await idsIn(startTime, startTime + 1)).toBe(total);
    expect(await idsIn(startTime + 1, startTime + 1000)).toBe(0);
    expect(await idsIn(startTime - 1000, startTime)).toBe(0);
  });

  it('of two ranges that meet have a trade once, where the time of the trade has parts of a millisecond', async () => {
    const seconds = (startTime - 0.4) / 1000;
    const row = { ordertxid: 'O', pair: 'XXBTZUSD', type: 'buy', price: '80000', vol: '0.01', fee: '2', time: seconds };
    // As documented: `start` is exclusive, `end` is inclusive.
    const read = async ({ start = '0', end = '9999999999' }: Record<string, string>) => {
      const isShown = seconds > Number(start) && seconds <= Number(end);
      const trades = isShown ? { 'TAAAA1-AAAAA-AAAAAA': row } : {};
      return { error: [], result: { trades, count: isShown ? 1 : 0 } };
    };
    const fillsOf = (from: number, to: number) => readKrakenFills(read, { from, to, limit: 10 }, () => 'BTC/USD');
    const [before, after] = [await fillsOf(startTime - 1000, startTime), await fillsOf(startTime, startTime + 1000)];
    expect([before.items.length, after.items.length]).toEqual([1, 0]);
  });

  it('before a moment are read where the trades of that moment fill whole pages', async () => {
    const before = ids.length;
    scene.simulators.world.advance(1000);
    const to = scene.simulators.world.now();
    for (let index = 0; index < 110; index += 1) await scene.place('spot', { type: 'market', quantity: '0.001' });
    for (const limit of [40, 500]) expect(await readAll({ to, limit })).toEqual(ids);
    scene.simulators.spot.control('ledger', { page_cap: 10 });
    expect((await readAll({ to, limit: 40 })).length).toBe(before);
    scene.simulators.spot.control('ledger', { page_cap: null });
    ids = (await scene.exchanges.spot.data.fills({ limit: 500 })).items.map(({ id }) => id);
  });

  it('in shorter pages than documented are read to the end that their count tells', async () => {
    const row = { ordertxid: 'O', pair: 'XXBTZUSD', type: 'buy', price: '80000', vol: '0.01', fee: '2' };
    const trade = (name: string, time: number) => [`T${name}-AAAAA-AAAAAA`, { ...row, time: time / 1000 }] as const;
    const first = [trade('AAAA1', startTime), trade('AAAA2', startTime - 1000)];
    const pages = [first, [trade('AAAA2', startTime - 1000), trade('AAAA3', startTime - 2000)]];
    const counts = [3, 2];
    scene.simulators.spot.substitute = () => ({
      status: 200,
      body: { error: [], result: { trades: Object.fromEntries(pages.shift() ?? []), count: counts.shift() } },
    });
    const { items, next } = await scene.exchanges.spot.data.fills({ limit: 10 });
    expect([items.map(({ id }) => id.slice(1, 6)), next]).toEqual([['AAAA1', 'AAAA2', 'AAAA3'], null]);
  });

  it('that end before their own count are no fills, and never prove that an order has none', async () => {
    const body = { error: [], result: { trades: {}, count: 2 } };
    scene.simulators.spot.substitute = () => ({ status: 200, body });
    await expect(scene.exchanges.spot.data.fills({ limit: 10 })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it('of an exchange that pages shorter than documented are read to the end', async () => {
    scene.simulators.spot.control('ledger', { page_cap: 20 });
    expect(await readAll({ limit: 500 })).toEqual(ids);
    scene.simulators.spot.control('ledger', { page_cap: null });
  });
});
