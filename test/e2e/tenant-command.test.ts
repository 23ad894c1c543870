import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportTenant } from '../../infra/deploy/tenant/export-tenant.ts';
import { type TenantCall, tenantCalls } from '../../infra/deploy/tenant/tenant-calls.ts';
import { compiledCode } from '../infra/compiled-code.ts';
import { allScopes, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

const root = join(import.meta.dirname, '../..');
let oems: Oems;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oems-tenant-'));
  oems = await startOems({ workers: 1 });
}, 60_000);
afterAll(async () => {
  await oems?.close();
  await rm(folder, { recursive: true, force: true });
});

const bid = { symbol: 'BTC/USD', side: 'buy', order_type: 'limit', price: 70_000, quantity: 0.001 };

async function register(client: Client, id: string): Promise<void> {
  const params = paramsOf(await oems.mintSpot({ customer: `${id}-${Math.random()}` }));
  const fields = { exchange_account_id: id, exchange: 'kraken', params };
  const answer = await client.call('registerExchangeAccount', fields);
  if (answer.status !== 200) throw new Error(answer.text);
}

/** Two accounts with orders, of which one is gone and has left its history. */
async function newTenant(name: string): Promise<Client> {
  const client = await oems.client(name);
  for (const id of ['desk', 'gone']) {
    await register(client, id);
    for (let order = 0; order < 3; order += 1)
      await client.call('createOrder', { exchange_account_id: id, ...bid, client_order_id: `${id}-${order}` });
  }
  await client.call('cancelAllOrders', { exchange_account_id: 'gone', market_type: 'spot' });
  await client.call('deleteExchangeAccount', { exchange_account_id: 'gone' });
  return client;
}

async function command(tenant: string, ...args: string[]) {
  const OEMS_TOKEN = await oems.stack.token(tenant, allScopes);
  const env = { ...compiledCode(), PATH: process.env.PATH ?? '', OEMS_TOKEN };
  const script = join(root, 'infra/deploy/tenant.ts');
  return promisify(execFile)(process.execPath, [script, 'dev', ...args, '--local', oems.stack.url], {
    env,
    cwd: root,
  }).then(
    ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code, text: String(stdout) + String(stderr) }),
  );
}

interface Line {
  readonly kind: string;
  readonly exchange_account_id: string | null;
  readonly value: Readonly<Record<string, unknown>>;
}

async function linesOf(file: string): Promise<Line[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

function ordersIn(lines: readonly Line[]): string[] {
  return lines
    .filter(({ kind }) => kind === 'order')
    .map(({ exchange_account_id, value }) => `${exchange_account_id} ${value.client_order_id}`)
    .toSorted();
}

const everyOrder = ['desk', 'gone'].flatMap((id) => [0, 1, 2].map((order) => `${id} ${id}-${order}`));

describe('npm run tenant -- STAGE export', () => {
  it('writes every list of the tenant, of a gone account too, and no secret', async () => {
    await newTenant('exported');
    const file = join(folder, 'exported.jsonl');
    const { code, text } = await command('exported', 'export', 'exported', '--out', file);
    expect([code, text]).toEqual([0, expect.stringMatching(/^exported: \d+ records in /)]);
    const lines = await linesOf(file);
    expect(ordersIn(lines)).toEqual(everyOrder);
    expect(lines.filter(({ kind }) => kind === 'account').map(({ exchange_account_id: id }) => id)).toEqual(['desk']);
    expect(lines.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['account', 'audit', 'event', 'order']));
    const trail = lines.filter(({ kind }) => kind === 'audit').map(({ value }) => value);
    expect(trail.filter(({ operation }) => operation === 'listAudit')).toMatchObject([
      { terms: { reason: 'export of the tenant' }, outcome: 'succeeded', status_code: 200 },
    ]);
    expect(await readFile(file, 'utf8')).not.toMatch(/"secret":|ciphertext/);
    expect((await command('exported', 'export', 'exported', '--out', file)).text).toContain('is there already');
  }, 60_000);

  it('that stops at any page goes on there, with no line lost and none twice', async () => {
    await newTenant('stopped');
    const call = tenantCalls({ url: oems.stack.url, token: () => oems.stack.token('stopped', allScopes) });
    const small: TenantCall = (operation, fields) =>
      call(operation, fields !== undefined && 'limit' in fields ? { ...fields, limit: 2 } : fields);
    const whole = join(folder, 'whole.jsonl');
    await exportTenant(small, 'stopped', whole);
    const file = join(folder, 'stopped.jsonl');
    for (let died = true; died; ) {
      let left = 2;
      const mortal: TenantCall = async (...args) => {
        left -= 1;
        if (left < 0) throw new Error('the connection is lost');
        return small(...args);
      };
      died = await exportTenant(mortal, 'stopped', file).then(
        () => false,
        () => true,
      );
    }
    const unnoted = async (of: string) =>
      (await readFile(of, 'utf8')).split('\n').filter((line) => !line.includes('listAudit'));
    expect(await unnoted(file)).toEqual(await unnoted(whole));
    expect(ordersIn(await linesOf(file))).toEqual(everyOrder);
  }, 60_000);

  it('refuses a token of another tenant', async () => {
    const file = join(folder, 'other.jsonl');
    const { code, text } = await command('exported', 'export', 'somebody', '--out', file);
    expect([code, text]).toEqual([1, expect.stringContaining('the token is of the tenant exported, not of somebody')]);
    expect((await command('exported', 'end', 'somebody')).code).toBe(1);
  }, 60_000);
});

describe('npm run tenant -- STAGE end', () => {
  it('deletes nothing while an order is open, and everything after --force has halted the account', async () => {
    const client = await newTenant('ended');
    const ids = async (): Promise<number> =>
      ((await client.call('listExchangeAccounts')).body.data.accounts as object[]).length;
    const refused = await command('ended', 'end', 'ended');
    expect([refused.code, await ids()]).toEqual([1, 1]);
    expect(refused.text).toContain('desk: 3 open orders\nnothing was deleted');
    const ended = await command('ended', 'end', 'ended', '--force');
    expect(ended.text).toContain('desk: halted, no order is open');
    expect(ended.text).toMatch(/ended: 1 accounts and [1-9]\d* records are deleted/);
    expect([ended.code, await ids()]).toEqual([0, 0]);
    for (const id of ['desk', 'gone'])
      expect((await client.call('listOrders', { exchange_account_id: id })).status).toBe(404);
    const { records } = (await client.call('listAudit', { limit: 500 })).body.data as {
      records: { operation: string }[];
    };
    const operations = records.map(({ operation }) => operation);
    expect(operations).toEqual(expect.arrayContaining(['haltTrading', 'deleteExchangeAccount', 'createOrder']));
    const again = await command('ended', 'end', 'ended');
    expect([again.code, again.text]).toEqual([0, expect.stringContaining('0 accounts and 0 records')]);
  }, 90_000);
});
