import '../enter.ts';
import { describe, expect, it } from 'vitest';
import { settleAll } from '../../../lib/aws/all-to-the-end.ts';
import type { Page, PageRequest } from '../../../lib/exchanges/model/history.ts';
import { everyMarket } from '../benches.ts';
import { conformanceCase, lacking } from '../case.ts';
import { type Desk, useDesk } from '../desk.ts';

type Read<T> = (request: PageRequest) => Promise<Page<T>>;

/** Every page up to the end, as a client reads them. */
async function readAll<T>(read: Read<T>, request: PageRequest): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 100; pages += 1) {
    const page = await read({ ...request, cursor });
    expect(page.items.length).toBeLessThanOrEqual(request.limit);
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = page.next;
  }
  throw new Error('the pages do not end');
}

/** How often the exchange settles funding: the time between two published rates. */
async function fundingStepMs({ adapter, symbol }: Desk): Promise<number> {
  const [last, before] = (await adapter.data.fundingRates(symbol, {})).rates;
  return (last?.timestamp ?? Number.NaN) - (before?.timestamp ?? Number.NaN);
}

/** A position through four settlements of funding, which is closed with a gain. */
async function earn(desk: Desk): Promise<void> {
  const { place, advance, setPrice } = desk;
  const stepMs = await fundingStepMs(desk);
  await place({ quantity: '0.1' });
  for (let steps = 0; steps < 4; steps += 1) advance(stepMs);
  setPrice(81_000);
  await place({ side: 'sell', quantity: '0.1' });
}

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  const { funding, realizedPnl } = each.market.capabilities;
  const rates = lacking(funding, 'funding', ({ adapter, symbol }) => adapter.data.fundingRates(symbol, {}));
  const payments = lacking(funding, 'funding', ({ adapter }) => adapter.data.fundingPayments({ limit: 10 }));
  const pnl = lacking(realizedPnl, 'realizedPnl', ({ adapter }) => adapter.data.realizedPnl({ limit: 10 }));

  it('TC-H01 fills of any page size are all fills, each once, newest first', async () => {
    const { adapter, place, advance, fillsOf } = desk();
    const placed: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      placed.unshift((await place({ side: index % 2 === 0 ? 'buy' : 'sell' })).ref.exchangeOrderId);
      advance(1000);
    }
    for (const limit of [1, 3, 7, 50]) {
      const items = await readAll((request) => adapter.data.fills(request), { limit, ...fillsOf });
      expect(items.map(({ orderId }) => orderId)).toEqual(placed);
    }
  });

  it('TC-H02 a fill tells symbol, side, quantity, price, fee and time', async () => {
    const { adapter, place, symbol, other } = desk();
    await place();
    await place({ symbol: other, quantity: '0.1' });
    const decimal = expect.stringMatching(/^\d+(\.\d+)?$/);
    const fill = { symbol, side: 'buy', quantity: '0.01', price: decimal, fee: decimal, timestamp: Date.now() };
    expect((await adapter.data.fills({ limit: 10, symbol })).items).toMatchObject([fill]);
    const symbols = each.market.capabilities.fillsOfAllSymbols ? [undefined] : [symbol, other];
    const pages = await settleAll(symbols.map((asked) => adapter.data.fills({ limit: 10, symbol: asked })));
    expect(pages.flatMap(({ items }) => items)).toHaveLength(2);
  });

  it('TC-H03 a range of time holds its start and not its end', async () => {
    const { adapter, place, advance, fillsOf } = desk();
    const times: number[] = [];
    for (let index = 0; index < 3; index += 1) {
      await place();
      times.push(Date.now());
      advance(60_000);
    }
    const [, second, third] = times;
    const { items } = await adapter.data.fills({ limit: 10, from: second, to: third, ...fillsOf });
    expect(items.map(({ timestamp }) => timestamp)).toEqual([second]);
  });

  it("TC-H04 a cursor of nobody's is refused before a byte leaves", async () => {
    const { adapter, wire, fillsOf } = desk();
    const code = 'INVALID_REQUEST';
    await expect(adapter.data.fills({ limit: 10, cursor: '../x', ...fillsOf })).rejects.toMatchObject({ code });
    expect(wire.sent).toEqual([]);
  });

  conformanceCase('TC-H05 funding rates of a pair come newest first, within the range', desk, rates, async (at) => {
    const [now, { adapter, symbol }] = [Date.now(), at];
    const { rates: all } = await adapter.data.fundingRates(symbol, {});
    expect(all.length).toBeGreaterThan(5);
    expect(all.map(({ timestamp }) => timestamp)).toEqual(
      all.map(({ timestamp }) => timestamp).toSorted((a, b) => b - a),
    );
    const range = { from: now - 3 * (await fundingStepMs(at)), to: now };
    const { rates: some } = await adapter.data.fundingRates(symbol, range);
    expect(some).toHaveLength(3);
    for (const rate of some) expect(rate).toMatchObject({ symbol, rate: expect.stringMatching(/^-?\d+(\.\d+)?$/) });
  });

  conformanceCase('TC-H06 a position pays or receives funding, told by payment', desk, payments, async (at) => {
    await earn(at);
    const all = await readAll((request) => at.adapter.data.fundingPayments(request), { limit: 2 });
    expect(all.length).toBeGreaterThan(2);
    for (const payment of all)
      expect(payment).toMatchObject({ symbol: at.symbol, amount: expect.stringMatching(/\d/) });
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect((await at.adapter.data.fundingPayments({ limit: 9, symbol: at.other })).items).toEqual([]);
  });

  conformanceCase('TC-H07 a closed position realizes its profit once', desk, pnl, async (at) => {
    await earn(at);
    const { items } = await at.adapter.data.realizedPnl({ limit: 10 });
    expect(items).toMatchObject([{ symbol: at.symbol }]);
    expect(Number(items[0]?.realizedPnl)).toBeCloseTo(100, -2);
    expect((await at.adapter.data.realizedPnl({ limit: 10, symbol: at.other })).items).toEqual([]);
  });

  it('TC-H08 an unknown symbol is refused, and does not read as "nothing there"', async () => {
    const { adapter, wire } = desk();
    const unknown = { code: 'INVALID_SYMBOL' };
    await expect(adapter.data.fills({ limit: 10, symbol: 'NOPE/NOPE' })).rejects.toMatchObject(unknown);
    await expect(adapter.orders.open('NOPE/NOPE')).rejects.toMatchObject(unknown);
    expect(wire.sent).toEqual([]);
  });
});
