import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AccountRef } from '../../lib/accounts/account.ts';
import type { OpenExchange } from '../../lib/accounts/open-exchange.ts';
import type { Page, PageRequest } from '../../lib/exchanges/exchange.ts';
import { readFills } from '../../lib/history/fills.ts';
import { realizedPnl } from '../../lib/history/realized-pnl.ts';
import { caller } from '../infra/local/simulators/futures-client.ts';
import { openOver, openVenues, type VenueWire } from '../lib/exchanges/fixture-venues.ts';

const opened = vi.hoisted(() => ({ exchange: null as unknown }));
vi.mock(import('../../lib/accounts/open-exchange.ts'), async () => ({
  openExchange: async () => opened as unknown as OpenExchange,
}));

const hour = 3_600_000;
const worlds: { close(): void }[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});

/** A customer of the futures simulator who trades by hand, and our adapter reading the same account. */
async function scene() {
  const venues = openVenues();
  worlds.push(venues.world);
  const exchange = await openOver('swap', venues.swap);
  const hand = caller(venues.swap.protocol);
  const log = () => hand.history('account-log', { count: 100_000, sort: 'asc' }).logs as unknown as LogRow[];
  return { ...venues, exchange, hand, log, wire: venues.swap as VenueWire };
}

interface LogRow {
  readonly id: number;
  readonly info: string;
  readonly asset: string;
  readonly contract: string | null;
  readonly realized_pnl: number | null;
  readonly realized_funding: number | null;
  readonly fee: number | null;
  readonly execution: string | null;
}

/** Every page up to the end, as a client reads them. */
async function readAll<T>(
  read: (request: PageRequest) => Promise<Page<T>>,
  request: PageRequest,
): Promise<{ items: T[]; pages: number }> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let pages = 1; pages < 1000; pages += 1) {
    const page = await read({ ...request, cursor });
    expect(page.items.length).toBeLessThanOrEqual(request.limit);
    items.push(...page.items);
    if (page.next === null) return { items, pages };
    cursor = page.next;
  }
  throw new Error('the pages do not end');
}

const sum = (values: readonly (string | number | null)[]): string =>
  values.reduce<Decimal>((total, value) => total.plus(value ?? 0), new Decimal(0)).toFixed();

type Step = {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly size: number;
  readonly wait: number;
  readonly price: number;
};
const stepOf = fc.record({
  symbol: fc.constantFrom('PF_XBTUSD', 'PF_ETHUSD'),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  size: fc.integer({ min: 1, max: 20 }).map((units) => units / 1000),
  wait: fc.constantFrom(0, 0, 1, 60_000, hour, 3 * hour),
  price: fc.integer({ min: 76_000, max: 84_000 }),
});

const ours: Record<string, string> = { PF_XBTUSD: 'BTC/USD:USD', PF_ETHUSD: 'ETH/USD:USD' };

async function trade(steps: readonly Step[]) {
  const stage = await scene();
  for (const { symbol, side, size, wait, price } of steps) {
    stage.wire.control('price', { symbol: 'PF_XBTUSD', price });
    if (wait > 0) stage.world.advance(wait);
    stage.hand.order({ orderType: 'mkt', symbol, side, size });
  }
  return stage;
}

describe('after any trading', () => {
  it('realized PnL, fees and funding sum to the account log to the last digit, over pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepOf, { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 1, max: 30 }),
        async (steps, limit) => {
          const { exchange, log } = await trade(steps);
          const pnl = await readAll((request) => exchange.realizedPnl(request), { limit });
          const closings = log().filter(
            (row) => row.asset !== row.contract && row.info === 'futures trade' && row.realized_pnl,
          );
          expect(sum(pnl.items.map((event) => event.realizedPnl))).toBe(sum(closings.map((row) => row.realized_pnl)));
          expect(sum(pnl.items.map((event) => event.fee))).toBe(sum(closings.map((row) => row.fee)));
          expect(pnl.items.map((event) => Number(event.id))).toEqual(closings.map((row) => row.id).reverse());

          const funding = await readAll((request) => exchange.fundingPayments(request), { limit });
          const flows = log().filter((row) => row.info === 'funding rate change');
          expect(sum(funding.items.map((payment) => payment.amount))).toBe(
            sum(flows.map((row) => row.realized_funding)),
          );
          expect(funding.items).toHaveLength(flows.length);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('one symbol and the rest together are everything, each once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepOf, { minLength: 5, maxLength: 25 }),
        fc.integer({ min: 1, max: 10 }),
        async (steps, limit) => {
          const { exchange } = await trade(steps);
          for (const kind of ['realizedPnl', 'fundingPayments', 'fills'] as const) {
            const read = (request: PageRequest): Promise<Page<{ id: string; symbol: string }>> =>
              exchange[kind](request);
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

  it('a time range holds its start and not its end', async () => {
    const { exchange, world } = await trade([
      { symbol: 'PF_XBTUSD', side: 'buy', size: 0.01, wait: 1000, price: 80_000 },
      { symbol: 'PF_XBTUSD', side: 'sell', size: 0.005, wait: 1000, price: 80_500 },
      { symbol: 'PF_XBTUSD', side: 'sell', size: 0.005, wait: 1000, price: 81_000 },
    ]);
    const end = world.now();
    for (const kind of ['realizedPnl', 'fills'] as const) {
      const times = async (from?: number, to?: number) =>
        (await exchange[kind]({ limit: 50, from, to })).items.map(({ timestamp }) => timestamp);
      expect(await times(end - 1000, end)).toEqual([end - 1000]);
      expect(await times(end - 1000, end + 1)).toEqual([end, end - 1000]);
      expect(await times(end + 1)).toEqual([]);
    }
  });
});

describe('more rows than one request answers', () => {
  it('are all read, each once, though hundreds of them share one moment', async () => {
    const { exchange, hand, log } = await scene();
    for (let index = 0; index < 320; index += 1)
      hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side: index % 2 === 0 ? 'buy' : 'sell', size: 0.001 });
    expect(log().length).toBeGreaterThan(600);
    const expected = log()
      .filter((row) => row.asset !== row.contract && row.realized_pnl)
      .map((row) => String(row.id))
      .reverse();
    for (const limit of [7, 100, 500]) {
      const { items } = await readAll((request) => exchange.realizedPnl(request), { limit });
      expect(items.map(({ id }) => id)).toEqual(expected);
    }
  });

  it('of fills are all read, each once, with several of one moment on both sides of a page edge', async () => {
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
      const { items } = await readAll((request) => exchange.fills(request), { limit });
      expect(items.map(({ orderId }) => orderId).sort()).toEqual(placed.toSorted());
    }
  });

  it('of fills in one millisecond do not stop the reading: what is older is still read', async () => {
    const { exchange, hand, world } = await scene();
    const first = hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side: 'buy', size: 0.001 }).order_id;
    world.advance(1);
    for (let index = 0; index < 150; index += 1)
      hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side: index % 2 === 0 ? 'sell' : 'buy', size: 0.001 });
    const { items } = await readAll((request) => exchange.fills(request), { limit: 40 });
    expect(items.at(-1)?.orderId).toBe(first);
    expect(items).toHaveLength(101);
  });
});

describe('funding', () => {
  it.each(['buy', 'sell'] as const)('of a %s position is positive exactly when it was received', async (side) => {
    const { exchange, hand, world, log } = await scene();
    hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side, size: 0.1 });
    for (let hours = 0; hours < 24; hours += 1) world.advance(hour);
    const { items } = await exchange.fundingPayments({ limit: 100 });
    const rates = await exchange.fundingRates('BTC/USD:USD', {});
    expect(items).toHaveLength(24);
    for (const { timestamp, amount, asset } of items) {
      expect(asset).toBe('USD');
      const rate = rates.find((entry) => entry.timestamp === timestamp - hour)?.rate;
      const longPays = new Decimal(rate ?? 'NaN').gt(0);
      expect(new Decimal(amount).gt(0)).toBe(side === 'buy' ? !longPays : longPays);
    }
    expect(sum(items.map(({ amount }) => amount))).toBe(sum(log().map((row) => row.realized_funding)));
  });

  it('rates are newest first, relative to the value of the position, and of the asked range only', async () => {
    const { exchange, world } = await scene();
    const to = world.now();
    const rates = await exchange.fundingRates('BTC/USD:USD', { from: to - 5 * hour, to });
    expect(rates.map(({ timestamp }) => timestamp)).toEqual(
      rates.map(({ timestamp }) => timestamp).toSorted((a, b) => b - a),
    );
    expect(rates).toHaveLength(5);
    for (const { rate } of rates) expect(Math.abs(Number(rate))).toBeLessThan(0.0001);
  });

  it('of a dated contract is refused: it has none', async () => {
    const { exchange } = await scene();
    const { client } = exchange as unknown as { client: { symbols: string[] } };
    const dated = client.symbols.find((symbol) => /^BTC\/USD:USD-\d{6}$/.test(symbol)) ?? 'none';
    await expect(exchange.fundingRates(dated, {})).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});

describe('when the account log is away', () => {
  const ref = { tenant: 't', accountId: 'a' } as AccountRef;
  const logAway = (wire: VenueWire): void => {
    const { handle } = wire.protocol;
    wire.protocol.handle = (request) =>
      request.path.endsWith('account-log')
        ? { status: 503, body: '<html>', contentType: 'text/html' }
        : handle(request);
  };

  it('realized PnL comes from the last fills, says so, and does not claim to be complete', async () => {
    const stage = await trade([
      { symbol: 'PF_XBTUSD', side: 'buy', size: 0.01, wait: 0, price: 80_000 },
      { symbol: 'PF_XBTUSD', side: 'sell', size: 0.01, wait: 1000, price: 81_000 },
    ]);
    opened.exchange = stage.exchange;
    const whole = await realizedPnl(ref, { limit: 50 });
    expect(whole).toMatchObject({ source: 'account_log', coverage: { complete: true } });
    logAway(stage.wire);
    const partial = await realizedPnl(ref, { limit: 50 });
    expect(partial).toMatchObject({ source: 'fills', coverage: { complete: false }, next: null });
    expect(partial.total).toBe(whole.total);
    expect(partial.events).toHaveLength(1);
  });

  it('a page after the first is not mixed with fills: it is an error', async () => {
    const stage = await scene();
    logAway(stage.wire);
    await expect(stage.exchange.realizedPnl({ limit: 50, cursor: '17' })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it('funding payments are an error, never an empty list', async () => {
    const stage = await scene();
    logAway(stage.wire);
    await expect(stage.exchange.fundingPayments({ limit: 50 })).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('a refused key is an error too, not a reason to ask for fills', async () => {
    const stage = await scene();
    stage.wire.substitute = () => ({ status: 200, body: { result: 'error', error: 'authenticationError' } });
    await expect(stage.exchange.realizedPnl({ limit: 50 })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(stage.wire.sent).toHaveLength(1);
  });

  it('own fills still come', async () => {
    const stage = await trade([{ symbol: 'PF_XBTUSD', side: 'buy', size: 0.01, wait: 0, price: 80_000 }]);
    opened.exchange = stage.exchange;
    logAway(stage.wire);
    expect((await readFills(ref, 'swap', { limit: 5 })).fills).toHaveLength(1);
  });
});
