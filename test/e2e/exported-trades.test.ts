import { afterAll, beforeAll, expect, it } from 'vitest';
import type { UsdmProtocol } from '../../infra/local/exchanges/binance/usdm/simulator.ts';
import { type SandboxStack, startSandboxStack } from '../../infra/local/stack/sandbox-stack.ts';

/** Side, quantity and price of each trade of a ledger that tells none of them, held against the fills of the simulator. */
let stack: SandboxStack;
let token: string;
const account = { exchange_account_id: 'exported' };

type Row = Readonly<Record<string, string | number | null>>;

beforeAll(async () => {
  const distDir = process.env.OEMS_DIST_DIR ?? 'dist';
  stack = await startSandboxStack({ port: 0, workers: 2, distDir, functionEnv: {}, onLog: () => {} }, { pinned: true });
  await stack.invokeJob('refreshMarkets');
  token = await stack.token('acme', 'oems/read oems/trade oems/admin');
  const params = { apiKey: 'exportedKey'.padEnd(64, 'k'), secret: 'exportedSecret'.padEnd(64, 's') };
  const key = { api_key: params.apiKey, secret: params.secret, customer: 'exported' };
  await stack.simulators.binance.spot?.control('key', key);
  await sent('POST', '/delegation/register-exchange-account', { ...account, exchange: 'binance', params });
}, 120_000);

afterAll(() => stack?.close());

async function sent(method: string, path: string, fields?: object): Promise<string> {
  const response = await fetch(`${stack.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(fields === undefined ? {} : { body: JSON.stringify(fields) }),
  });
  const text = await response.text();
  expect([response.status, text]).toEqual([200, expect.any(String)]);
  return text;
}

/** Each opens, adds, closes in part, or turns the position. */
const orders = [
  ['BTC/USDT:USDT', 'buy', 0.005],
  ['ETH/USDT:USDT', 'sell', 0.041],
  ['BTC/USDT:USDT', 'sell', 0.002],
  ['ETH/USDT:USDT', 'buy', 0.062],
  ['BTC/USDT:USDT', 'sell', 0.007],
] as const;

async function trade(): Promise<void> {
  for (const [symbol, side, quantity] of orders)
    await sent('POST', '/oems/execution/order', { ...account, symbol, side, quantity, order_type: 'market' });
}

async function pull(): Promise<void> {
  expect((await fetch(`${stack.url}/_local/pull`, { method: 'POST' })).status).toBe(200);
}

async function exported(format: string): Promise<string> {
  const [from = '', to = ''] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
  return await sent('GET', `/oems/execution/pnl-export?${new URLSearchParams({ ...account, format, from, to })}`);
}

/** The rows of CSV under the names of the columns; no field here has a comma. */
function csvRows(text: string): Row[] {
  const [header = '', ...lines] = text.trim().split('\r\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((field, at) => [names[at] ?? '', field || null])));
}

function lineOf({ symbol, trade_id, side, quantity, price }: Row): string {
  return [symbol, trade_id, side, Number(quantity), Number(price)].join(' ');
}

function truth(): string[] {
  const protocol = stack.simulators.binance.usdm?.protocol as UsdmProtocol | undefined;
  const fills = protocol?.exchange().accounts.get('exported')?.fills ?? [];
  return fills.map(({ number, order, quantity, price }) => {
    const { base, quote } = order.market.terms;
    return [`${base}/${quote}:${quote}`, number, order.side, Number(quantity), Number(price)].join(' ');
  });
}

it('each trade of USD-M has its side, price and, on one row, its quantity, in CSV, JSON and realized PnL', {
  timeout: 120_000,
}, async () => {
  for (const _pull of [1, 2]) {
    await trade();
    await pull();
    const json = (JSON.parse(await exported('json')) as { data: { entries: Row[] } }).data.entries;
    for (const rows of [json, csvRows(await exported('csv'))]) {
      const ofTrades = rows.filter(({ kind }) => kind === 'trade');
      const counted = ofTrades.filter(({ quantity }) => quantity !== null);
      expect(counted.map(lineOf).toSorted()).toEqual(truth().toSorted());
      const known = counted.map((row) => lineOf({ ...row, quantity: 0 }));
      for (const row of ofTrades) expect(known).toContain(lineOf({ ...row, quantity: 0 }));
      expect(ofTrades.length).toBeGreaterThan(counted.length);
    }
    const pnl = await sent('GET', `/oems/execution/realized-pnl?${new URLSearchParams(account)}&market_type=swap`);
    const { events } = (JSON.parse(pnl) as { data: { events: Row[] } }).data;
    const closing = events.map(({ side: _side, ...event }) => lineOf({ ...event, side: '' }));
    expect(closing).not.toEqual([]);
    const withoutSide = truth().map((line) => line.replace(/ (buy|sell) /, '  '));
    expect(closing.filter((line) => !withoutSide.includes(line))).toEqual([]);
  }
});
