import { Decimal } from 'decimal.js';
import { expect } from 'vitest';
import type { Simulator } from '../../infra/local/exchanges/simulated-exchange.ts';
import { type SandboxStack, startSandboxStack } from '../../infra/local/stack/sandbox-stack.ts';
import { type ExchangeId, exchangeIds } from '../../lib/exchanges/exchanges.ts';

/** Markets whose trades are in the ledger. */
export const ledgerSymbols: Record<ExchangeId, readonly string[]> = {
  kraken: ['BTC/USD', 'ETH/USD', 'BTC/USD:USD', 'ETH/USD:USD'],
  binance: ['BTC/USDT:USDT', 'ETH/USDT:USDT'],
  bybit: ['BTC/USDT', 'BTC/USDT:USDT'],
};

export interface Told {
  readonly status: number;
  readonly text: string;
  readonly data: never;
}

export interface Placed {
  readonly order_id: string;
  readonly symbol: string;
  readonly side: string;
}

/** A stack with an account at each exchange, under the exchange's name. */
export interface Accounts {
  readonly stack: SandboxStack;
  send(method: string, path: string, fields?: object): Promise<Told>;
  /** A small order at the market. */
  placed(exchange: ExchangeId, symbol: string, side: string): Promise<Placed>;
}

export async function openAccounts(): Promise<Accounts> {
  const distDir = process.env.OEMS_DIST_DIR ?? 'dist';
  const stack = await startSandboxStack(
    { port: 0, workers: 2, distDir, functionEnv: {}, onLog: () => {} },
    { pinned: true },
  );
  await stack.invokeJob('refreshMarkets');
  const token = await stack.token('acme', 'oems/read oems/trade oems/admin');
  const send = (method: string, path: string, fields?: object) => ask(stack, token, { method, path, fields });
  for (const exchange of exchangeIds) await register(stack, exchange, send);
  const placed = async (exchange: ExchangeId, symbol: string, side: string) => {
    const quantity = symbol.startsWith('ETH') ? 0.02 : 0.002;
    const terms = { exchange_account_id: exchange, symbol, side, order_type: 'market', quantity };
    const { status, data } = await send('POST', '/oems/execution/order', terms);
    expect(status).toBe(200);
    return (data as { order: Placed }).order;
  };
  return { stack, send, placed };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly fields: object | undefined;
}

async function ask(stack: SandboxStack, token: string, { method, path, fields }: Asked): Promise<Told> {
  const response = await fetch(`${stack.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(fields === undefined ? {} : { body: JSON.stringify(fields) }),
  });
  const text = await response.text();
  const { data } = JSON.parse(text) as { data: never };
  return { status: response.status, text, data };
}

async function register(stack: SandboxStack, exchange: ExchangeId, send: Accounts['send']): Promise<void> {
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
