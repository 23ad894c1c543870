import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../../infra/local/exchanges/simulated-exchange.ts';
import { type SandboxStack, startSandboxStack } from '../../infra/local/stack/sandbox-stack.ts';
import { type ExchangeId, exchangeIds } from '../../lib/exchanges/exchanges.ts';

/** Answers that are the same at each exchange: before the first pull, of one order, and of the trades of an order. */
let stack: SandboxStack;
let token: string;

interface Row {
  readonly symbol: string | null;
  readonly side: string | null;
  readonly kind: string;
  readonly order_id: string | null;
}

/** Markets whose trades are in the ledger. */
const symbols: Record<ExchangeId, readonly string[]> = {
  kraken: ['BTC/USD', 'ETH/USD', 'BTC/USD:USD', 'ETH/USD:USD'],
  binance: ['BTC/USDT:USDT', 'ETH/USDT:USDT'],
  bybit: ['BTC/USDT', 'BTC/USDT:USDT'],
};

interface Told {
  readonly status: number;
  readonly text: string;
  readonly data: never;
}

beforeAll(async () => {
  const distDir = process.env.OEMS_DIST_DIR ?? 'dist';
  stack = await startSandboxStack({ port: 0, workers: 2, distDir, functionEnv: {}, onLog: () => {} }, { pinned: true });
  await stack.invokeJob('refreshMarkets');
  token = await stack.token('acme', 'oems/read oems/trade oems/admin');
  for (const exchange of exchangeIds) await register(exchange);
}, 120_000);

afterAll(() => stack?.close());

async function send(method: string, path: string, fields?: object): Promise<Told> {
  const response = await fetch(`${stack.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(fields === undefined ? {} : { body: JSON.stringify(fields) }),
  });
  const text = await response.text();
  const { data } = JSON.parse(text) as { data: never };
  return { status: response.status, text, data };
}

async function register(exchange: ExchangeId): Promise<void> {
  const key = { api_key: `${exchange}OrdersKey`.padEnd(64, 'k'), secret: `${exchange}secret`.padEnd(64, 's') };
  const terms = { customer: exchange, ...(exchange === 'kraken' ? {} : key) };
  const mint = async (host: Simulator | undefined, body: Record<string, unknown>) =>
    (await host?.control('key', body)) as { api_key: string; secret: string };
  const { kraken, binance, bybit } = stack.simulators;
  const main = await mint({ kraken: kraken.spot, binance: binance.spot, bybit: bybit.api }[exchange], terms);
  const futures = exchange === 'kraken' ? await mint(kraken.futures, { customer: exchange }) : null;
  if (futures !== null) stack.world.deposit('futures', exchange, 'USD', new Decimal(20_000));
  const swap = futures === null ? {} : { futuresApiKey: futures.api_key, futuresSecret: futures.secret };
  const params = { apiKey: main.api_key, secret: main.secret, ...swap };
  const body = { exchange_account_id: exchange, exchange, params };
  expect((await send('POST', '/delegation/register-exchange-account', body)).status).toBe(200);
}

interface Placed {
  readonly order_id: string;
  readonly symbol: string;
  readonly side: string;
}

async function placed(exchange: ExchangeId, symbol: string, side: string): Promise<Placed> {
  const quantity = symbol.startsWith('ETH') ? 0.02 : 0.002;
  const terms = { exchange_account_id: exchange, symbol, side, order_type: 'market', quantity };
  const { status, data } = await send('POST', '/oems/execution/order', terms);
  expect(status).toBe(200);
  return (data as { order: Placed }).order;
}

async function trade(exchange: ExchangeId): Promise<Placed[]> {
  const orders: Placed[] = [];
  for (const side of ['buy', 'sell'])
    for (const symbol of symbols[exchange]) orders.push(await placed(exchange, symbol, side));
  return orders;
}

async function pull(): Promise<void> {
  expect((await fetch(`${stack.url}/_local/pull`, { method: 'POST' })).status).toBe(200);
}

const trades = ['trade', 'position'];

/** The rows of trades, contracts included. */
async function exportedTrades(exchange: ExchangeId): Promise<Row[]> {
  const [from, to] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
  const range = new URLSearchParams({ from: from ?? '', to: to ?? '' });
  const query = `exchange_account_id=${exchange}&format=json&include=positions&${range}`;
  const { data } = await send('GET', `/oems/execution/pnl-export?${query}`);
  return (data as { entries: Row[] }).entries.filter(({ kind }) => trades.includes(kind));
}

/** The orders of the tests before that have filled, on markets with a ledger. */
async function earlierOrders(exchange: ExchangeId): Promise<Placed[]> {
  const { data } = await send('GET', `/oems/execution/orders?exchange_account_id=${exchange}&status=filled&limit=100`);
  return (data as { orders: Placed[] }).orders.filter(({ symbol }) => symbols[exchange].includes(symbol));
}

interface Coverage {
  readonly from: string | null;
  readonly to: string | null;
  readonly complete: boolean;
  readonly nothing_covered?: true;
  readonly reasons: readonly string[];
}

describe.each(exchangeIds)('before the first pull at %s', (exchange) => {
  it.each([
    '/oems/execution/trades?',
    '/oems/execution/trades?market_type=spot&',
    '/oems/execution/realized-pnl?',
    '/oems/execution/realized-pnl?market_type=swap&',
    '/oems/execution/funding-history?kind=payments&',
    '/oems/execution/pnl-summary?',
    '/oems/execution/pnl-export?format=json&from=2026-01-01&to=2026-12-31&',
  ])('%s names no time of 1970, and says in words what is not covered', async (path) => {
    const { status, text, data } = await send('GET', `${path}exchange_account_id=${exchange}`);
    expect(status).toBe(200);
    expect(text).not.toContain('1970');
    const { coverage } = data as { coverage: Coverage | readonly Coverage[] };
    for (const each of [coverage].flat()) {
      expect(each.complete).toBe(each.reasons.length === 0);
      if (each.nothing_covered) expect([each.complete, each.from]).toEqual([false, each.to]);
    }
  });
});

it('the fills of a market whose fills pulls copy cover no moment before the first pull', async () => {
  const { data } = await send('GET', '/oems/execution/trades?market_type=spot&exchange_account_id=binance');
  const { coverage } = data as { coverage: Coverage };
  expect(coverage).toMatchObject({ from: null, to: null, nothing_covered: true, complete: false });
  expect(coverage.reasons).toContain('no fills have been pulled yet');
});

/** Every market of each exchange. */
const waiting = exchangeIds.flatMap((exchange) =>
  [...new Set([...symbols[exchange], exchange === 'kraken' ? 'BTC/USD' : 'BTC/USDT'])]
    .filter((symbol) => symbol.startsWith('BTC'))
    .flatMap((symbol) => [
      { exchange, symbol, terms: { order_type: 'limit', side: 'buy', price: 70_000 } },
      { exchange, symbol, terms: { order_type: 'stop_loss_limit', side: 'sell', stop_price: 75_000, price: 74_500 } },
      { exchange, symbol, terms: { order_type: 'market', side: 'buy' } },
    ]),
);

it.each(waiting)(
  '$exchange $symbol $terms.order_type has one created_at in every answer',
  async ({ exchange, symbol, terms }) => {
    const account = { exchange_account_id: exchange };
    // A stop that sells needs the coin.
    if (terms.side === 'sell') await placed(exchange, symbol, 'buy');
    const posted = await send('POST', '/oems/execution/order', { ...account, symbol, quantity: 0.002, ...terms });
    expect([posted.status, posted.text]).toEqual([200, expect.any(String)]);
    const { order_id, client_order_id, created_at } = (posted.data as { order: Record<string, string> }).order;
    const ask = async (path: string, fields: Record<string, string | undefined>) =>
      (
        await send(
          'GET',
          `/oems/execution/${path}?${new URLSearchParams({ ...account, ...fields } as Record<string, string>)}`,
        )
      ).data;
    const read = [await ask('order', { order_id }), await ask('order', { client_order_id })].map(
      (data) => (data as { order: Record<string, string> }).order,
    );
    const lists = [await ask('orders', {}), await ask('open-orders', {})].flatMap(
      (data) => (data as { orders: Record<string, string>[] }).orders,
    );
    const told = [...read, ...lists.filter((order) => order.order_id === order_id)];
    expect(told.map((order) => order.created_at)).toEqual(told.map(() => created_at));
    if (terms.order_type !== 'market')
      await send('DELETE', `/oems/execution/order?${new URLSearchParams({ ...account, order_id: order_id ?? '' })}`);
  },
);

describe.each(exchangeIds)('the export of %s', (exchange) => {
  it('names the order that made each trade, after the first pull and after a later pull', {
    timeout: 120_000,
  }, async () => {
    const orders = await earlierOrders(exchange);
    for (const _pull of [1, 2]) {
      orders.push(...(await trade(exchange)));
      await pull();
      const rows = await exportedTrades(exchange);
      expect(rows.filter(({ order_id }) => order_id === null)).toEqual([]);
      expect(new Set(rows.map(({ order_id }) => order_id))).toEqual(new Set(orders.map(({ order_id }) => order_id)));
      for (const { order_id, symbol, side } of rows) {
        const order = orders.find((each) => each.order_id === order_id);
        expect([symbol ?? order?.symbol, side ?? order?.side]).toEqual([order?.symbol, order?.side]);
      }
    }
  });
});
