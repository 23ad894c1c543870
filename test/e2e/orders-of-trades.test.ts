import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../../infra/local/exchanges/simulated-exchange.ts';
import { type SandboxStack, startSandboxStack } from '../../infra/local/stack/sandbox-stack.ts';
import { type ExchangeId, exchangeIds } from '../../lib/exchanges/exchanges.ts';

/** Each order is named by the simulator that has filled the order. */
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

beforeAll(async () => {
  const distDir = process.env.OEMS_DIST_DIR ?? 'dist';
  stack = await startSandboxStack({ port: 0, workers: 2, distDir, functionEnv: {}, onLog: () => {} }, { pinned: true });
  await stack.invokeJob('refreshMarkets');
  token = await stack.token('acme', 'oems/read oems/trade oems/admin');
  for (const exchange of exchangeIds) await register(exchange);
}, 120_000);

afterAll(() => stack?.close());

async function send(method: string, path: string, fields?: object): Promise<{ status: number; data: never }> {
  const response = await fetch(`${stack.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(fields === undefined ? {} : { body: JSON.stringify(fields) }),
  });
  const { data } = (await response.json()) as { data: never };
  return { status: response.status, data };
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

describe.each(exchangeIds)('the export of %s', (exchange) => {
  it('names the order that made each trade, after the first pull and after a later pull', async () => {
    const orders: Placed[] = [];
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
