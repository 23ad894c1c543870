import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Oems, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
beforeAll(async () => {
  oems = await startOems({ workers: 4 });
  client = await oems.client('reader', 'oems/read');
  const { spot } = oems.stack.simulators.kraken;
  await spot?.control('price', { symbol: 'BTC/USD', price: 80_000 });
  await spot?.control('market', { symbol: 'ADA/USD', mode: 'cancel_only' });
  await oems.stack.invokeJob('refreshMarkets');
}, 60_000);
afterAll(() => oems?.close());

const kraken = { exchange: 'kraken' };
const pair = { ...kraken, symbol: 'BTC/USD' };
const perp = { ...kraken, symbol: 'BTC/USD:USD' };

type Row = Record<string, unknown>;
async function symbols(query: Row): Promise<Row[]> {
  return (await client.call('listSymbols', { ...kraken, ...query })).body.data.symbols as Row[];
}
function ageOf({ as_of }: Row): number {
  return Date.now() - Date.parse(String(as_of));
}

describe('symbols', () => {
  it('tell steps, minima, fees and state, and null where the exchange tells nothing', async () => {
    const [spot] = await symbols({ search: 'XXBTZUSD' });
    expect(spot).toEqual({
      ...{ symbol: 'BTC/USD', exchange: 'kraken', market_type: 'spot', base: 'BTC', quote: 'USD', settle: null },
      ...{ price_step: 0.1, quantity_step: 1e-8, min_quantity: 0.00005, min_cost: 0.5, contract_size: null },
      ...{ maker_fee: 0.0025, taker_fee: 0.004, expires_at: null, status: 'open' },
    });
    const [swap] = await symbols({ search: 'PF_XBTUSD' });
    expect(swap).toMatchObject({
      ...{ symbol: 'BTC/USD:USD', exchange: 'kraken', market_type: 'swap', settle: 'USD', contract_size: 1 },
      ...{ price_step: 1, quantity_step: 0.0001, min_quantity: null, min_cost: null, expires_at: null },
    });
    const [dated] = await symbols({ search: 'FF_XBTUSD_' });
    expect(Date.parse(String(dated?.expires_at))).toBeGreaterThan(Date.now());
  });

  it('come in pages, and the message of an unknown symbol says where', async () => {
    const first = await client.call('listSymbols', { ...kraken, limit: 5 });
    expect(first.body.data).toMatchObject({ count: 5, next_cursor: expect.any(String) });
    const next = await client.call('listSymbols', { ...kraken, limit: 5, cursor: first.body.data.next_cursor });
    expect(next.body.data.symbols).not.toEqual(first.body.data.symbols);
    const unknown = await client.call('getTicker', { ...kraken, symbol: 'NOPE/USD' });
    expect(unknown.body).toMatchObject({ statusCode: 422, code: 'INVALID_SYMBOL' });
    expect(unknown.body.message).toContain('GET /oems/markets/symbols');
  });

  it('a market that takes no orders says so', async () => {
    expect(await symbols({ search: 'ADA/USD', market_type: 'spot', quote: 'USD' })).toMatchObject([
      { status: 'cancel_only' },
    ]);
  });
});

describe('prices', () => {
  it('of spot and of a perpetual are those of the exchange, with their age', async () => {
    const spot = (await client.call('getTicker', pair)).body.data;
    expect(spot).toMatchObject({ ...pair, market_type: 'spot', ticker: { mark: null, index: null, timestamp: null } });
    const swap = (await client.call('getTicker', perp)).body.data;
    expect(swap).toMatchObject({ ...perp, market_type: 'swap', ticker: { mark: 80_000, index: 80_000 } });
    for (const answer of [spot, swap]) {
      const { bid, ask, last } = answer.ticker as Record<string, number>;
      expect([bid, ask, last].every((price) => Math.abs((price ?? 0) / 80_000 - 1) < 0.001)).toBe(true);
      expect(ageOf(answer)).toBeLessThan(5000);
    }
  });

  it('the order book has the asked depth, best first', async () => {
    const { order_book } = (await client.call('getOrderBook', { ...pair, depth: 3 })).body.data;
    const { bids, asks } = order_book as Record<'bids' | 'asks', [number, number][]>;
    expect([bids.length, asks.length]).toEqual([3, 3]);
    const prices = [...bids.toReversed(), ...asks].map(([price]) => price);
    expect(prices).toEqual([...new Set(prices)].sort((one, other) => one - other));
  });

  it('a hundred callers over several containers cost the exchange one request a second', async () => {
    const before = oems.arrived.length;
    const started = Date.now();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => client.call('getTicker', { ...kraken, symbol: 'ETH/USD' })),
    );
    const seconds = Math.ceil((Date.now() - started) / 1000);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 200));
    const asked = oems.arrived.slice(before).filter(({ path }) => path.endsWith('/Ticker'));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThanOrEqual(seconds);
  });

  it('an exchange that is away is a 503 with its code, and needs no account', async () => {
    const fault = { path: 'tickers/PF_SOLUSD', kind: 'http-503', times: 1 };
    await oems.stack.simulators.kraken.futures?.control('fault', fault);
    const { status, body } = await client.call('getTicker', { ...kraken, symbol: 'SOL/USD:USD' });
    expect([status, body.code]).toEqual([503, 'EXCHANGE_UNAVAILABLE']);
  });
});
