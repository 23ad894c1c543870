import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomNumbers } from '../../infra/local/exchanges/engine/world.ts';
import { openTokenIssuer } from '../../infra/local/stack/token-issuer.ts';
import { type Started, startProcess } from '../infra/local/stack/started-process.ts';
import { allScopes, type Client, clientOf } from './fixture-oems.ts';

const account = 'exchange_my_kraken';
const seed = Number(process.env.FAULT_SEED ?? 11);
const random = randomNumbers(seed);
/** On a busy machine, too. */
const tradesWithinMs = 40_000;
const settlesWithinMs = 140_000;
let dir: string;
let stack: Started;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oems-kill-'));
  stack = await startProcess(dir, { OEMS_DATA_DIR: dir });
});

afterAll(async () => {
  stack?.kill();
  await rm(dir, { recursive: true, force: true });
});

async function client(): Promise<Client> {
  const issuer = await openTokenIssuer(dir);
  return clientOf(stack.url, await issuer.issueToken({ tenant: 'demo', scope: allScopes }));
}

interface Wanted {
  readonly key: string;
  readonly body: string;
}

/** Orders on both markets that rest far away or fill at once. */
function wanted(number: number): Wanted {
  const swap = random() < 0.4;
  const market = swap ? { symbol: 'BTC/USD:USD', market_type: 'swap' } : { symbol: 'BTC/USD', market_type: 'spot' };
  const terms =
    random() < 0.5 ? { order_type: 'market' } : { order_type: 'limit', price: 60_000 + Math.floor(random() * 1000) };
  const body = { exchange_account_id: account, side: 'buy', quantity: 0.001, ...market, ...terms };
  return { key: `order-${number}`, body: JSON.stringify(body) };
}

function place({ send }: Client, { key, body }: Wanted) {
  return send('POST', '/oems/execution/order', body, { 'idempotency-key': key });
}

interface Traded {
  readonly sent: Wanted[];
  /** Order ids of answers, by key. */
  readonly told: Map<string, unknown>;
}

/** Trades until some more orders are acknowledged, and a moment longer: the process is killed in the middle of others. */
async function tradeUntilKilled({ sent, told }: Traded, goal: number): Promise<void> {
  const caller = await client();
  const worker = async (): Promise<void> => {
    for (;;) {
      const order = wanted(sent.length);
      sent.push(order);
      const answer = await place(caller, order);
      const { order: placed } = answer.body.data as { order?: { order_id?: unknown } };
      if (answer.status === 200) told.set(order.key, placed?.order_id);
    }
  };
  const workers = Array.from({ length: 6 }, worker);
  const ended = Promise.allSettled(workers);
  const until = Date.now() + tradesWithinMs;
  while (told.size < goal) {
    if (Date.now() > until) throw new Error(`${told.size} of ${goal} orders were acknowledged`);
    await Promise.race([delay(20), Promise.all(workers)]);
  }
  await delay(random() * 300);
  stack.kill();
  await ended;
}

/** The same order under the same name, until the verdict is there. The first run of the resolver, a minute after the start, has it. */
async function settle(caller: Client, order: Wanted): Promise<Record<string, unknown>> {
  const until = Date.now() + settlesWithinMs;
  for (;;) {
    const { status, headers, body } = await place(caller, order);
    if (status === 200 || body.code === 'NOT_PLACED') return (body.data as { order: Record<string, unknown> }).order;
    if (![202, 409, 429, 503, 504].includes(status) || Date.now() > until)
      throw new Error(`${order.key}: ${status} ${JSON.stringify(body)}`);
    await delay(Number(headers.get('retry-after') ?? 1) * 1000);
  }
}

async function get<T>({ send }: Client, path: string, query = ''): Promise<T> {
  const answer = await send('GET', `${path}?exchange_account_id=${account}${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.data as T;
}

interface Listed {
  readonly orders: readonly { readonly order_id: string; readonly status: string }[];
  readonly next_cursor?: string | null;
}

async function allOrders(caller: Client): Promise<Listed['orders']> {
  const orders: Listed['orders'][number][] = [];
  let cursor = '';
  do {
    const page = await get<Listed>(caller, '/oems/execution/orders', `&limit=100${cursor}`);
    orders.push(...page.orders);
    cursor = page.next_cursor ? `&cursor=${encodeURIComponent(page.next_cursor)}` : '';
  } while (cursor !== '');
  return orders;
}

/** The log of every life of the stack. */
async function logLines(): Promise<string> {
  const files = (await readdir(dir)).filter((name) => name.startsWith('stack-'));
  return (await Promise.all(files.map((name) => readFile(join(dir, name), 'utf8')))).join('');
}

it(`a stack that is killed while it trades goes on where it was, exchanges included (FAULT_SEED=${seed})`, async () => {
  const registration = await (await fetch(`${stack.url}/_local/sandbox/kraken`)).text();
  const registered = await (await client()).send('POST', '/delegation/register-exchange-account', registration);
  expect(registered.status).toBe(200);
  const traded: Traded = { sent: [], told: new Map() };
  for (let life = 0; life < 2; life += 1) {
    await tradeUntilKilled(traded, traded.told.size + 8 + Math.floor(random() * 12));
    stack = await startProcess(dir, { OEMS_DATA_DIR: dir });
  }
  const caller = await client();
  const settled = await Promise.all(
    traded.sent.map(async (order) => [order.key, await settle(caller, order)] as const),
  );
  expect(traded.told.size).toBeGreaterThan(15);

  const ids = settled.map(([, order]) => order.order_id).filter((id) => id !== null);
  expect(new Set(ids).size, 'ids never repeat').toBe(ids.length);
  const answers = new Map(settled.map(([key, order]) => [key, order.order_id]));
  for (const [key, id] of traded.told) expect(answers.get(key), `${key} is the order that was acknowledged`).toBe(id);

  const listed = (await allOrders(caller)).filter(({ status }) => status === 'open').map(({ order_id: id }) => id);
  const markets = ['spot', 'swap'].map((type) =>
    get<Listed>(caller, '/oems/execution/open-orders', `&market_type=${type}`),
  );
  const open = (await Promise.all(markets)).flatMap(({ orders }) => orders.map(({ order_id: id }) => id));
  expect(open.length).toBeGreaterThan(5);
  expect(listed.toSorted()).toEqual(open.toSorted());

  const pulled = await (await fetch(`${stack.url}/_local/pull`, { method: 'POST' })).json();
  expect(pulled).toMatchObject({ failed: 0, waiting: 0 });
  const page = await caller.send('GET', `/delegation/exchange-account?exchange_account_id=${account}`);
  expect(page.text).not.toMatch(/"conflicts":[1-9]/);
  expect(page.text).toMatch(/"conflicts":0/);
  expect(await logLines()).not.toMatch(/ledger conflict/);
}, 300_000);
