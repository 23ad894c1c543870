import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandbox } from '../../infra/local/exchanges/kraken/sandbox.ts';
import { sandboxParams } from '../../infra/local/stack/simulated-hosts.ts';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { compiledCode } from '../infra/compiled-code.ts';
import { type Oems, startOems } from './fixture-oems.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
let dir: string;
let oems: Oems;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oems-documents-'));
  oems = await startOems({ dataDir: dir });
}, 60_000);

afterAll(async () => {
  await oems?.close();
  await rm(dir, { recursive: true });
});

/** The shell of a reader: every block of the page in one session, with the keys and addresses that `npm start` prints. */
async function readAloud(page: string, leftOut?: RegExp): Promise<string[]> {
  const text = await readFile(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const session = blocks.filter((block) => /curl|HOST=|SPOT=/.test(block)).join('\n');
  const script = `set -eu
curl() { command curl -sS --fail-with-body "$@" && echo; }
${filledIn(leftOut === undefined ? session : session.replace(leftOut, ''))}`;
  const env = { ...compiledCode(), PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', OEMS_DATA_DIR: dir };
  const { stdout } = await run('bash', ['-c', script], { cwd: root, env }).catch((error) => {
    throw new Error(`${page}: ${error.stdout}\n${error.stderr}`);
  });
  return stdout.trim().split('\n');
}

/** `<bybit-apiKey>`: a field of a registration, as the sandbox has it. */
function sandboxFields(): [string, string][] {
  return exchangeIds.flatMap((exchange) =>
    Object.entries(sandboxParams(exchange)).map(([name, value]): [string, string] => [`<${exchange}-${name}>`, value]),
  );
}

function filledIn(session: string): string {
  const { spot, futures } = sandbox;
  return sandboxFields()
    .reduce((text, [placeholder, value]) => text.replaceAll(placeholder, value), session)
    .replaceAll('http://127.0.0.1:3000', oems.stack.url)
    .replaceAll('<spot-api-key>', spot.apiKey)
    .replaceAll('<spot-secret>', spot.secret)
    .replaceAll('<futures-api-key>', futures.apiKey)
    .replaceAll('<futures-secret>', futures.secret)
    .replaceAll('<kraken-spot>', oems.stack.urls.kraken.spot)
    .replaceAll('<kraken-futures>', oems.stack.urls.kraken.futures);
}

/** The journal follows orders every minute: of the page's five resting orders, four are canceled in the last minute and may still count. */
const removed = expect.stringMatching(
  /^Exchange account deleted(; (one order|[2-4] orders) may still be open, cancel at the exchange)?$/,
);

async function filledOrders(): Promise<number> {
  const log = await oems.spotLog();
  return log.filter(({ path, accepted }) => path.endsWith('/AddOrder') && accepted).length;
}

const exchangeGuides = readdirSync(join(root, 'docs'))
  .filter((name) => /^guide-.+\.md$/.test(name))
  .map((name) => `docs/${name}`);

describe('the commands of the documents, as they are written', () => {
  it('README: the first order is filled, and the same call again places none', async () => {
    const [registered, first] = await readAloud('README.md');
    expect(JSON.parse(registered ?? '')).toMatchObject({
      isError: false,
      data: { exchange_account_id: 'exchange_my_kraken' },
    });
    const [again] = await readAloud('README.md', /curl [^\n]*register[^\n]*\\\n[^\n]*\n/);
    expect(JSON.parse(first ?? '')).toMatchObject({ isError: false, data: { order: { status: 'filled' } } });
    expect(JSON.parse(again ?? '').data.order.order_id).toBe(JSON.parse(first ?? '').data.order.order_id);
    expect(await filledOrders()).toBe(1);
    await (await oems.client('demo')).call('deleteExchangeAccount', {
      exchange_account_id: 'exchange_my_kraken',
      purge: true,
      force: true,
    });
  });

  it.each(exchangeGuides)(
    '%s: every call of the guide succeeds, from registration to removal',
    async (page) => {
      const answers = await readAloud(page);
      expect(answers.length).toBeGreaterThan(15);
      expect(answers[0]).toContain('"Exchange account registered"');
      for (const answer of answers) expect(JSON.parse(answer)).toMatchObject({ isError: false });
      expect(JSON.parse(answers.at(-1) ?? '')).toMatchObject({ data: { deleted: true } });
    },
    180_000,
  );

  it('docs/guide.md: every call of the guide succeeds, from registration to removal', async () => {
    const answers = await readAloud('docs/guide.md');
    expect(answers.length).toBeGreaterThan(35);
    expect(JSON.parse(answers.at(0) ?? '')).toMatchObject({
      message: 'Ticker',
      data: { ticker: { bid: expect.any(String) } },
    });
    expect(answers.at(1)).toContain('"Exchange account registered"');
    expect(JSON.parse(answers.at(-1) ?? '')).toMatchObject({ message: removed, data: { deleted: true } });
    const summary = answers.find((line) => line.includes('"group_by":"day"'));
    expect(JSON.parse(summary ?? '').data.rows).not.toEqual([]);
    expect(answers.filter((line) => /^20.+,exchange_my_kraken,/.test(line))).not.toEqual([]);
    const [halted] = answers.filter((line) => line.includes('"Halt carried out'));
    expect(JSON.parse(halted ?? '')).toMatchObject({ data: { complete: true } });
  }, 180_000);

  it('docs/simulators.md: every control answers as the page says', async () => {
    const answers = (await readAloud('docs/simulators.md')).map((line) => JSON.parse(line));
    expect(answers.slice(0, 11)).toMatchObject([
      { symbol: 'BTC/USD', price: '70000' },
      { symbol: 'BTC/USD', price: null },
      { now: expect.any(Number) },
      { queued: 1 },
      { customer: 'other', permissions: ['query-funds', 'withdraw-funds'], nonce_window: 10_000, revoked: false },
      { customer: 'other', permissions: { general: 'read', withdrawal: 'none' }, revoked: false },
      { names: 'snake', outside: 'clipped' },
      { customer: 'sandbox', positions: [{ pair: 'XXBTZUSD', type: 'buy', vol: '0.5' }] },
      { customer: 'sandbox', positions: [] },
      { customer: 'sandbox', entries: expect.any(Number), hidden: expect.any(Number), page_cap: null },
      { customer: 'sandbox', late_ms: 60_000, retention_days: null, page_cap: 10 },
    ]);
    expect(answers.slice(11)).toMatchObject([
      { late_ms: 60_000 },
      { flex: 'null', withdrawal_uid: 'left-out', fill_profit: 'left-out', position_profit: 'left-out' },
      { client_order_id: 'last' },
      { errors: 'list', trigger_sizes: 'left-out', quantity: 'open' },
      ...[{ order: 'by_id' }, { order: 'newest' }],
      { mode: 'post_only', suspended: false, liquidity: null },
      { symbol: 'PF_XBTUSD', suspended: true, liquidity: null },
      { symbol: 'PF_XBTUSD', suspended: true, liquidity: '0.5' },
      ...['ignored', 'ignored', 'done', 'done'].map((cancels) => ({ cancels })),
      ...['late', 'ignored', 'done', 'done'].map((amendments) => ({ amendments })),
      ...[{ crossing: 'canceled' }, { crossing: 'kept' }],
      { ends_short: 'closed', viqc: 'quote', viqc_limits: false, relative_prices: false },
      { listed: expect.arrayContaining(['XXBTZUSD.d']), tokenized: 'among' },
      { listed: ['PF_XBTEUR'], delisted: ['PF_LINKUSD'] },
      { tier: 'starter', lockout_after: null },
      { enabled: true },
      { customers: expect.any(Array) },
      expect.any(Array),
      {},
      {},
    ]);
  });
});
