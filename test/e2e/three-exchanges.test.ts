import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exchange } from '../../infra/local/exchanges/engine/exchange.ts';
import type { Order } from '../../infra/local/exchanges/engine/order.ts';
import type { Simulator } from '../../infra/local/exchanges/simulated-exchange.ts';
import { type SandboxStack, startSandboxStack } from '../../infra/local/stack/sandbox-stack.ts';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { quantile } from './concurrent-load.ts';
import { type Api, accountOf, type Led, lead } from './exchange-clients.ts';
import { accountsEach, livesOf, runWith } from './exchange-load.ts';
import { type Usage, watchUsage } from './exchange-usage.ts';

const CLIENTS = 16;
/** At each of six markets. */
const LIVES = 40;
/** The load takes about 20 s on two idle cores. */
const LIMIT_MS = 240_000;
/** Clients give up then. */
const PATIENCE_MS = 120_000;
/** The nonce windows of the keys of Kraken: none, and the window that the guide advises. */
const nonceWindows = [0, 10_000];

const { seed = 1 } = fc.readConfigureGlobal();
const led: Led[] = [];
const failures: string[] = [];
const pulls: Record<string, unknown>[] = [];
let stack: SandboxStack;
let usage: Usage;
let api: Api;

beforeAll(async () => {
  const settings = {
    port: 0,
    workers: 8,
    distDir: process.env.OEMS_DIST_DIR ?? 'dist',
    functionEnv: {},
    onLog: () => {},
  };
  stack = await startSandboxStack(settings, { pinned: true });
  await stack.invokeJob('refreshMarkets');
  const token = await stack.token('acme', 'oems/read oems/trade oems/admin');
  api = { url: stack.url, token, answered: [], until: Date.now() + PATIENCE_MS };
  for (const exchange of exchangeIds)
    for (let account = 0; account < accountsEach; account += 1) await register(exchange, account);
  usage = watchUsage(stack.simulators);
  await underLoad();
}, LIMIT_MS);

afterAll(() => stack?.close());

/** An account with a customer of its own. */
async function register(exchange: (typeof exchangeIds)[number], account: number): Promise<void> {
  const id = accountOf({ exchange, account });
  const nonces = { nonce_window: nonceWindows[account] };
  const key = { api_key: `${exchange}Key0${account}`.padEnd(64, 'k'), secret: `secret0${account}`.padEnd(64, 's') };
  const terms = { customer: id, ...(exchange === 'kraken' ? nonces : key) };
  const mint = async (host: Simulator | undefined, body: Record<string, unknown>) =>
    (await host?.control('key', body)) as { api_key: string; secret: string };
  const { kraken, binance, bybit } = stack.simulators;
  const main = await mint({ kraken: kraken.spot, binance: binance.spot, bybit: bybit.api }[exchange], terms);
  const futures = exchange === 'kraken' ? await mint(kraken.futures, { customer: id }) : null;
  if (futures !== null) stack.world.deposit('futures', id, 'USD', new Decimal(20_000));
  const swap = futures === null ? {} : { futuresApiKey: futures.api_key, futuresSecret: futures.secret };
  const params = { apiKey: main.api_key, secret: main.secret, ...swap };
  const response = await fetch(`${api.url}/delegation/register-exchange-account`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ exchange_account_id: id, exchange, params }),
  });
  if (response.status !== 200) throw new Error(await response.text());
}

/** The clients, and beside the clients the pulls and the jobs of the minute. */
async function underLoad(): Promise<void> {
  const lives = livesOf(LIVES, seed);
  const started = performance.now();
  const clients = runWith(CLIENTS, lives, async (life, nth) => {
    try {
      led.push(await lead(api, life, nth));
    } catch (error) {
      failures.push(String(error));
    }
  });
  const beside = (async () => {
    pulls.push((await (await fetch(`${api.url}/_local/pull`, { method: 'POST' })).json()) as Record<string, unknown>);
    for (const job of ['followOrders', 'resolveOrders']) await stack.invokeJob(job);
  })();
  await Promise.all([clients, beside]);
  report((performance.now() - started) / 1000);
}

function report(seconds: number): void {
  console.log(`seed ${seed}: ${api.answered.length} calls of ${led.length} orders in ${seconds.toFixed(1)} s`);
  for (const exchange of exchangeIds) {
    const own = api.answered.filter((each) => each.exchange === exchange);
    const waits = own.map(({ ms }) => ms).sort((a, b) => a - b);
    const refused = own
      .filter(({ status }) => status >= 400)
      .map(({ status, code, what }) => `${what} ${status} ${code}`);
    const counts = [...Map.groupBy(refused, (name) => name)].map(([name, all]) => `${name}: ${all.length}`).join(', ');
    console.log(
      `  ${exchange}: ${own.length} calls, p50 ${quantile(waits, 0.5).toFixed(0)} ms, p99 ${quantile(waits, 0.99).toFixed(0)} ms; ${counts}`,
    );
  }
  console.log(`  ${JSON.stringify({ usage: usage.hosts, nonces: usage.nonces, pulls })}`);
}

/** Every order of a customer, at all hosts of the exchange. */
function ordersAt(account: string): Order[] {
  const [exchange = ''] = account.split('-');
  const hosts = Object.values(stack.simulators[exchange as 'kraken']) as { protocol: { exchange(): Exchange } }[];
  return hosts.flatMap(({ protocol }) => [...(protocol.exchange().accounts.get(account)?.orders.values() ?? [])]);
}

const accounts = exchangeIds.flatMap((exchange) =>
  Array.from({ length: accountsEach }, (_, account) => accountOf({ exchange, account })),
);

describe('16 clients at three exchanges at once', () => {
  it('every command of the clients is decided, and as the guide says', () => {
    expect(failures).toEqual([]);
    expect(led.length).toBe(6 * LIVES);
  });

  it.each(accounts)(
    'each order that clients were told of is at %s exactly once, and no order beside them',
    (account) => {
      const told = led.filter((each) => each.account === account);
      for (const { orders } of told) expect(orders.size).toBe(1);
      const wanted = told.map(({ clientOrderId }) => clientOrderId).sort();
      expect(
        ordersAt(account)
          .map(({ clientOrderId }) => clientOrderId)
          .sort(),
      ).toEqual(wanted);
    },
  );

  it.each(accounts)('the orders at %s ended, or rest at the last price, as the clients were told', (account) => {
    const found = new Map(ordersAt(account).map((order) => [order.clientOrderId, order]));
    for (const { life, clientOrderId, price } of led.filter((each) => each.account === account)) {
      const order = found.get(clientOrderId);
      const state = life.type === 'market' ? 'filled' : life.isCanceled ? 'cancelled' : 'open';
      expect([clientOrderId, order?.state]).toEqual([clientOrderId, state]);
      if (price !== null) expect([clientOrderId, Number(order?.limitPrice)]).toEqual([clientOrderId, price]);
    }
  });

  it('no budget of an address is exceeded by the own counters of the exchanges, and no address is banned', () => {
    for (const { host, refused, mostUsed, limit } of usage.hosts) {
      expect([host, refused]).toEqual([host, 0]);
      expect(mostUsed, host).toBeGreaterThan(0);
      expect(mostUsed, host).toBeLessThanOrEqual(limit);
    }
  });

  it('reads wait while foreign programs use up the share of reads, and no command does', () => {
    const refused = api.answered.filter(({ exchange, code }) => exchange === 'binance' && code === 'RATE_LIMITED');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.filter(({ what }) => !what.startsWith('GET'))).toEqual([]);
  });

  it('Kraken limits keys and not addresses: no read waits there, and at most one command in fifty is repeated', () => {
    const own = api.answered.filter(({ exchange }) => exchange === 'kraken');
    const [reads, commands] = [true, false].map((isRead) =>
      own.filter(({ what }) => what.startsWith('GET') === isRead),
    );
    expect(reads?.filter(({ status }) => status !== 200)).toEqual([]);
    const repeated = commands?.filter(({ status, code }) => status !== 200 && code !== 'IN_PROGRESS') ?? [];
    expect(repeated.length).toBeLessThanOrEqual((commands?.length ?? 0) / 50);
  });

  it('the pulls end beside the load, and no pull is given up', () => {
    expect(pulls).toMatchObject([{ accounts: 6, waiting: 0, dead_letters: 0 }]);
  });

  it('the nonces of each key rise at Kraken: none is accepted twice, and none behind the advised window is refused', () => {
    const { nonces } = usage;
    expect(nonces.map(({ window }) => window)).toEqual(nonceWindows);
    for (const { window, accepted, repeated, falling, refused } of nonces) {
      expect(accepted).toBeGreaterThan(0);
      expect(repeated).toBe(0);
      if (window === 0) expect(falling).toBe(0);
      else expect(refused).toBe(0);
    }
  });
});
