import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Page, PageRequest } from '../../../../../lib/exchanges/model/history.ts';
import { hour, readAll, scene, sum, trade } from './fixture-account.ts';

const stepOf = fc.record({
  symbol: fc.constantFrom('PF_XBTUSD', 'PF_ETHUSD'),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  size: fc.integer({ min: 1, max: 20 }).map((units) => units / 1000),
  wait: fc.constantFrom(0, 0, 1, 60_000, hour, 3 * hour),
  price: fc.integer({ min: 76_000, max: 84_000 }),
});

const ours: Record<string, string> = { PF_XBTUSD: 'BTC/USD:USD', PF_ETHUSD: 'ETH/USD:USD' };

describe('histories after any trading', () => {
  it('realized PnL, fees and funding sum to the account log to the last digit, over pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepOf, { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 1, max: 30 }),
        async (steps, limit) => {
          const { exchange, log } = await trade(steps);
          const pnl = await readAll((request) => exchange.data.realizedPnl(request), { limit });
          const closings = log().filter(
            (row) => row.asset !== row.contract && row.info === 'futures trade' && row.realized_pnl,
          );
          expect(sum(pnl.items.map((event) => event.realizedPnl))).toBe(sum(closings.map((row) => row.realized_pnl)));
          expect(sum(pnl.items.map((event) => event.fee))).toBe(sum(closings.map((row) => row.fee)));
          expect(pnl.items.map((event) => Number(event.id))).toEqual(closings.map((row) => row.id).reverse());

          const funding = await readAll((request) => exchange.data.fundingPayments(request), { limit });
          const flows = log().filter((row) => row.asset !== row.contract && row.realized_funding);
          expect(sum(funding.items.map((payment) => payment.amount))).toBe(
            sum(flows.map((row) => row.realized_funding)),
          );
          expect(funding.items).toHaveLength(flows.length);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('histories by symbol together hold every entry of the whole history exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepOf, { minLength: 5, maxLength: 25 }),
        fc.integer({ min: 1, max: 10 }),
        async (steps, limit) => {
          const { exchange } = await trade(steps);
          for (const kind of ['realizedPnl', 'fundingPayments', 'fills'] as const) {
            const read = (request: PageRequest): Promise<Page<{ id: string; symbol: string }>> =>
              exchange.data[kind](request);
            const all = (await readAll(read, { limit })).items;
            const parts = await Promise.all(Object.values(ours).map((symbol) => readAll(read, { limit, symbol })));
            for (const [index, { items }] of parts.entries())
              expect(items.every(({ symbol }) => symbol === Object.values(ours)[index])).toBe(true);
            expect(parts.flatMap(({ items }) => items.map(({ id }) => id)).sort()).toEqual(
              all.map(({ id }) => id).sort(),
            );
            expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
          }
        },
      ),
      { numRuns: 8 },
    );
  }, 60_000);

  it('a realized profit has the quantity of its trade, on pages of any size', async () => {
    const at = { symbol: 'PF_XBTUSD', wait: 1000, price: 80_000 } as const;
    const { exchange } = await trade([
      { ...at, side: 'buy', size: 0.01 },
      { ...at, side: 'sell', size: 0.004, price: 80_500 },
      { ...at, side: 'sell', size: 0.006, price: 81_000 },
    ]);
    for (const limit of [1, 2, 50]) {
      const { items } = await readAll((request) => exchange.data.realizedPnl(request), { limit });
      expect(items.map(({ quantity }) => quantity)).toEqual(['0.006', '0.004']);
    }
  });

  it('a history of a time range includes the start and excludes the end', async () => {
    const { exchange, world } = await trade([
      { symbol: 'PF_XBTUSD', side: 'buy', size: 0.01, wait: 1000, price: 80_000 },
      { symbol: 'PF_XBTUSD', side: 'sell', size: 0.005, wait: 1000, price: 80_500 },
      { symbol: 'PF_XBTUSD', side: 'sell', size: 0.005, wait: 1000, price: 81_000 },
    ]);
    const end = world.now();
    for (const kind of ['realizedPnl', 'fills'] as const) {
      const times = async (from?: number, to?: number) =>
        (await exchange.data[kind]({ limit: 50, from, to })).items.map(({ timestamp }) => timestamp);
      expect(await times(end - 1000, end)).toEqual([end - 1000]);
      expect(await times(end - 1000, end + 1)).toEqual([end, end - 1000]);
      expect(await times(end + 1)).toEqual([]);
    }
  });
});

describe('histories of many pages', () => {
  it('realized PnL of many pages is read completely and once, though hundreds of entries share one moment', async () => {
    const { exchange, hand, log } = await scene();
    for (let index = 0; index < 320; index += 1)
      hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side: index % 2 === 0 ? 'buy' : 'sell', size: 0.001 });
    expect(log().length).toBeGreaterThan(600);
    const expected = log()
      .filter((row) => row.asset !== row.contract && row.realized_pnl)
      .map((row) => String(row.id))
      .reverse();
    for (const limit of [7, 100, 500]) {
      const { items } = await readAll((request) => exchange.data.realizedPnl(request), { limit });
      expect(items.map(({ id }) => id)).toEqual(expected);
    }
  });

  it('realized PnL is read completely where the exchange cuts each page of the account log to a hundred entries', async () => {
    const { exchange, hand, log, wire } = await scene();
    for (let index = 0; index < 120; index += 1)
      hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side: index % 2 === 0 ? 'buy' : 'sell', size: 0.001 });
    const closings = log().filter((row) => row.asset !== row.contract && row.realized_pnl);
    wire.control('ledger', { page_cap: 100 });
    const { items } = await readAll((request) => exchange.data.realizedPnl(request), { limit: 500 });
    expect(items.map(({ id }) => id)).toEqual(closings.map(({ id }) => String(id)).reverse());
  });

  it('fills of many pages are read completely and once, with fills of one moment on both sides of a page edge', async () => {
    const { exchange, hand, world } = await scene();
    const placed: string[] = [];
    for (let index = 0; index < 250; index += 1) {
      if (index % 7 === 0) world.advance(1);
      placed.push(
        String(
          hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side: index % 2 === 0 ? 'buy' : 'sell', size: 0.001 })
            .order_id,
        ),
      );
    }
    for (const limit of [1, 60, 500]) {
      const { items } = await readAll((request) => exchange.data.fills(request), { limit });
      expect(items.map(({ orderId }) => orderId).sort()).toEqual(placed.toSorted());
    }
  });

  it('more fills in one millisecond than a page holds do not stop the reading: older fills are still read', async () => {
    const { exchange, hand, world } = await scene();
    const first = hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side: 'buy', size: 0.001 }).order_id;
    world.advance(1);
    for (let index = 0; index < 150; index += 1)
      hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side: index % 2 === 0 ? 'sell' : 'buy', size: 0.001 });
    const { items } = await readAll((request) => exchange.data.fills(request), { limit: 40 });
    expect(items.at(-1)?.orderId).toBe(first);
    expect(items).toHaveLength(101);
  });

  it('more fills in one millisecond than a page holds are a gap of the coverage', async () => {
    const { exchange, hand, world } = await scene();
    for (let index = 0; index < 101; index += 1)
      hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side: index % 2 === 0 ? 'sell' : 'buy', size: 0.001 });
    const page = await exchange.data.fills({ limit: 500 });
    expect([page.items.length, page.next, page.leftOut]).toEqual([100, null, [world.now()]]);
  });

  it.each([1, 7, 99])('fills in pages that are cut short to %d are read to the end', async (page_cap) => {
    const { exchange, hand, wire, world } = await scene();
    const placed: unknown[] = [];
    for (let index = 0; index < 20; index += 1) {
      world.advance(1);
      placed.push(hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side: 'buy', size: 0.001 }).order_id);
    }
    wire.control('ledger', { page_cap });
    for (const limit of [1, 6, 500]) {
      const { items } = await readAll((request) => exchange.data.fills(request), { limit });
      expect(items.map(({ orderId }) => String(orderId)).toSorted()).toEqual(placed.map(String).toSorted());
    }
  });

  it('fills of one moment that fill a page that is cut short do not end the reading', async () => {
    const { exchange, hand, wire, world } = await scene();
    const placed: unknown[] = [];
    for (let index = 0; index < 6; index += 1) {
      if (index === 3) world.advance(1);
      placed.push(hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side: 'buy', size: 0.001 }).order_id);
    }
    wire.control('ledger', { page_cap: 3 });
    const { items } = await readAll((request) => exchange.data.fills(request), { limit: 500 });
    expect(items.map(({ orderId }) => String(orderId)).toSorted()).toEqual(placed.map(String).toSorted());
  });
});
