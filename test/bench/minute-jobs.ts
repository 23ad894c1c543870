/** `npm run bench:minutes [accounts]`: the jobs of a minute over many accounts with resting orders, and the portfolio of them all. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stop as stopBundler } from 'esbuild';
import { bundle } from '../../infra/bundle.ts';
import { readCommandLine, refuse } from '../../infra/command-line.ts';
import { type SandboxStack, startSandboxStack } from '../../infra/local/stack/sandbox-stack.ts';
import type { StackSettings } from '../../infra/local/stack/settings.ts';
import { startStack } from '../../infra/local/stack/stack.ts';
import { routes } from '../../lib/contract/routes.ts';
import { jobs, queues } from '../../lib/jobs/jobs.ts';
import { openAccounts, tenant } from './many-accounts.ts';
import { stage } from './stage.ts';

/** One thing that was measured. Requests are those of all accounts together. */
interface Row {
  readonly what: string;
  readonly seconds: number;
  readonly table: number;
  readonly kms: number;
  readonly spot: number;
  readonly futures: number;
  readonly told: string;
}

type Call = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly text: string }>;

async function callerOf(stack: SandboxStack): Promise<Call> {
  const authorization = `Bearer ${await stack.token(tenant, 'oems/read oems/trade oems/admin')}`;
  return async (method, path, body) => {
    const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(stack.url + path, init);
    return { status: response.status, text: await response.text() };
  };
}

const resting = [
  { symbol: 'BTC/USD', price: 79_000 },
  { symbol: 'BTC/USD:USD', price: 79_000 },
];

/** Two resting orders an account, one in each wallet. */
async function placeOrders(call: Call, count: number): Promise<void> {
  const wanted = Array.from({ length: count }, (_, index) => index).values();
  const work = async (): Promise<void> => {
    for (const index of wanted)
      for (const order of resting) await place(call, { exchange_account_id: `a${index}`, ...order });
  };
  await Promise.all(Array.from({ length: 12 }, work));
}

async function place(call: Call, order: object): Promise<void> {
  const body = { side: 'buy', order_type: 'limit', quantity: 0.001, ...order };
  const { status, text } = await call('POST', '/oems/execution/order', body);
  if (status !== 200) throw new Error(`${status} ${text}`);
}

async function measured(what: string, stack: SandboxStack, run: () => Promise<string>): Promise<Row> {
  stage(what);
  const { spot, futures } = stack.simulators.kraken;
  stack.dynamodb?.faults.resetCounts();
  stack.kms?.faults.resetCounts();
  for (const venue of [spot, futures]) if (venue) venue.protocol.log.length = 0;
  const started = performance.now();
  const told = await run();
  return {
    what,
    seconds: Number(((performance.now() - started) / 1000).toFixed(1)),
    table: sum(stack.dynamodb?.faults.counts()),
    kms: sum(stack.kms?.faults.counts()),
    spot: spot?.protocol.log.length ?? 0,
    futures: futures?.protocol.log.length ?? 0,
    told,
  };
}

function sum(counts: Readonly<Record<string, number>> = {}): number {
  return Object.values(counts).reduce((total, number) => total + number, 0);
}

async function job(stack: SandboxStack, name: string): Promise<string> {
  const ended = await stack.invokeJob(name);
  return ended.ok ? 'done' : `failed: ${ended.errorMessage}`;
}

/** Every page; the pages and their sizes. */
async function portfolio(call: Call, limit: number): Promise<string> {
  const sizes: number[] = [];
  let unread = 0;
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { status, text } = await call(
      'GET',
      `/oems/execution/portfolio?limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    if (status !== 200) return `${status} ${text.slice(0, 200)}`;
    const { data } = JSON.parse(text) as {
      data: { next_cursor: string | null; accounts: { wallets: { balances: unknown }[] }[] };
    };
    unread += data.accounts.flatMap(({ wallets }) => wallets).filter(({ balances }) => balances === null).length;
    sizes.push(Math.round(text.length / 1000));
    cursor = data.next_cursor;
  }
  return `${sizes.length} pages of at most ${Math.max(...sizes)} KB, ${unread} wallets unread`;
}

/** How many orders each status has, and how many events were told. */
async function truth(call: Call, count: number): Promise<string> {
  const [first, last] = [0, count - 1].map((index) =>
    call('GET', `/oems/execution/orders?exchange_account_id=a${index}`),
  );
  const texts = [(await first)?.text, (await last)?.text];
  return texts
    .map((text) => [...(text ?? '').matchAll(/"status":"(\w+)"/g)].map(([, status]) => status).join(' '))
    .join(' / ');
}

/** The jobs run when the bench says so, and not beside that once more. */
function withoutTimers(settings: StackSettings) {
  const rarely = Object.entries(jobs).map(
    ([name, job]) => [name, 'schedule' in job ? { ...job, schedule: 'rate(1 day)' } : job] as const,
  );
  return startStack(settings, { routes, jobs: Object.fromEntries(rarely), queues });
}

async function measure(distDir: string, count: number): Promise<Row[]> {
  const settings = { port: 0, workers: 4, distDir, functionEnv: {}, onLog: () => undefined };
  const stack = await startSandboxStack(settings, { pinned: true, tickMs: 0 }, withoutTimers);
  try {
    Object.assign(process.env, stack.functionEnv);
    const setPrice = (price: number) => stack.simulators.kraken.spot?.control('price', { symbol: 'BTC/USD', price });
    await setPrice(80_000);
    await stack.invokeJob('refreshMarkets');
    stage(`opening ${count} accounts`);
    await openAccounts(stack, count);
    const call = await callerOf(stack);
    const rows = [
      await measured('orders placed', stack, () => placeOrders(call, count).then(() => `${2 * count} orders`)),
    ];
    const step = async (what: string, run: () => Promise<string>) => rows.push(await measured(what, stack, run));
    await step('events listed', () => job(stack, 'listChanges'));
    await step('followed, cold', () => job(stack, 'followOrders'));
    await step('followed, nothing new', () => job(stack, 'followOrders'));
    await step('resolved', () => job(stack, 'resolveOrders'));
    await step('portfolio', () => portfolio(call, 50));
    await setPrice(78_500);
    await step('followed, all filled', () => job(stack, 'followOrders'));
    await step('events of fills listed', () => job(stack, 'listChanges'));
    await step('first and last account', () => truth(call, count));
    return rows;
  } finally {
    await stack.close();
  }
}

const usage = `usage: npm run bench:minutes -- [ACCOUNTS]

Runs the jobs of a minute over many accounts with two resting orders each (1,000 without a number), and reads the portfolio of all accounts.
Prints requests to the table and to the exchange, and the time of each.
`;

const { positionals } = readCommandLine({ usage, allowsArguments: true });
const count = Number(positionals[0] ?? 1000);
if (!(Number.isSafeInteger(count) && count > 0)) refuse({ usage }, `${positionals[0]}: give a number of accounts`);
const distDir = await mkdtemp(join(tmpdir(), 'oems-bench-minutes-'));
try {
  stage('bundling the functions');
  await bundle(distDir).finally(stopBundler);
  console.table(await measure(distDir, count));
} finally {
  await rm(distDir, { recursive: true, force: true });
}
