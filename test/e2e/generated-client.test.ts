import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandbox } from '../../infra/local/exchanges/kraken/sandbox.ts';
import { type Client, clientFor, type Outcome, place, quantityOf, walkGuide } from '../client/walk.ts';
import { allScopes, type Oems, startOems } from './fixture-oems.ts';

const root = join(import.meta.dirname, '../..');
const source = join(root, 'test/client/walk.ts');
const run = promisify(execFile);
const node = (args: readonly string[]) => run(process.execPath, args, { cwd: root });

describe('a client generated from the OpenAPI document', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'client-'));
    const document = join(folder, 'openapi.json');
    await node(['infra/openapi.ts', '--out', document, '--no-lint']);
    const generator = 'node_modules/openapi-typescript/bin/cli.js';
    await node(['--import', './test/client/typescript-five.ts', generator, document, '-o', join(folder, 'api.d.ts')]);
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  async function compiled(text: string): Promise<string> {
    await writeFile(join(folder, 'walk.ts'), text);
    const options = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--noEmit'];
    const modules = ['--module', 'nodenext', '--target', 'es2024', '--allowImportingTsExtensions', '--types', ''];
    const tsc = [
      join(root, 'node_modules/typescript/bin/tsc'),
      '--ignoreConfig',
      ...options,
      ...modules,
      join(folder, 'walk.ts'),
    ];
    return node(tsc).then(
      () => '',
      ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}${stderr}`,
    );
  }

  it('compiles the whole guide, and orders in every outcome', async () => {
    await copyFile(source, join(folder, 'walk.ts'));
    expect(await compiled(await readFile(source, 'utf8'))).toBe('');
  });

  it('does not compile with a field, a status or a code that the document does not have', async () => {
    const text = await readFile(source, 'utf8');
    for (const [right, bad] of [
      ['data.balances', 'data.balance'],
      ["code === 'NOT_PLACED'", "code === 'NOT_SENT'"],
      ["order_type: 'stop_loss',", "order_type: 'stop',"],
      ['status === 202', 'status === 201'],
    ] as const) {
      expect(text).toContain(right);
      expect(await compiled(text.replace(right, bad)), bad).not.toBe('');
    }
  }, 60_000);

  it('needs no cast', async () => {
    const text = (await readFile(source, 'utf8')).replaceAll(/\/\*[\s\S]*?\*\//g, '');
    expect(text).not.toMatch(/\bas (?!const\b)|\bany\b|@ts-|[\w)\]]!\.|\bunknown>/);
  });
});

let oems: Oems;
let client: Client;
let texts: Client;
let walked: Awaited<ReturnType<typeof walkGuide>>;
const spotOrder = {
  exchange_account_id: 'exchange_my_kraken',
  symbol: 'BTC/USD',
  side: 'buy',
  order_type: 'limit',
  quantity: '0.00123',
  price: 70_000,
} as const;
const swapOrder = { ...spotOrder, symbol: 'BTC/USD:USD', quantity: 0.0012 } as const;

beforeAll(async () => {
  oems = await startOems({ workers: 4 });
  const token = await oems.stack.token('acme', allScopes);
  client = clientFor(oems.stack.url, token);
  texts = clientFor(oems.stack.url, token, 'decimals=string');
  const { spot, futures } = sandbox;
  const keys = { ...spot, futuresApiKey: futures.apiKey, futuresSecret: futures.secret };
  walked = await walkGuide(client, keys);
}, 60_000);
afterAll(() => oems?.close());

const kinds = (outcomes: readonly Outcome[]) => outcomes.map(({ kind }) => kind);

describe('the generated client', () => {
  it('walks through the guide', () => {
    expect(walked.registered.credentials.swap.configured).toBe(false);
    expect(walked.rotated.credentials.swap.configured).toBe(true);
    expect(walked.spot.map(({ asset }) => asset)).toContain('USD');
    expect(walked.transfer.status).toBe('completed');
    expect(walked.margin.map(({ margin_mode: mode }) => mode)).toEqual(['isolated', 'cross']);
    expect(kinds(walked.orders)).toEqual(['placed', 'placed', 'placed', 'placed', 'placed']);
    expect(walked.position.open).toMatchObject([{ side: 'short', contracts: 0.0004 }]);
    expect(walked.position.closed).toEqual([]);
    expect(walked.funding.length).toBe(10);
    expect(walked.pnl.length).toBeGreaterThan(0);
    expect(walked.csv).toMatch(/^time,exchange/);
  });

  it('sees an order placed, and replayed', async () => {
    const outcomes = [await place(client, spotOrder, 'twice'), await place(texts, spotOrder, 'twice')];
    expect(kinds(outcomes)).toEqual(['placed', 'replayed']);
    expect(outcomes.map(quantityOf)).toEqual([0.00123, '0.00123']);
  });

  it('sees an order refused by the exchange, and by this service', async () => {
    expect(await place(client, { ...spotOrder, quantity: 1000 }, 'too-much')).toEqual({
      kind: 'refused',
      code: 'INSUFFICIENT_FUNDS',
      exchangeCodes: ['EOrder:Insufficient funds'],
    });
    expect(await place(client, { ...spotOrder, price: '70000.05' }, 'between-steps')).toMatchObject({
      code: 'INVALID_ORDER',
    });
  });

  it('sees an order that was not placed, and one without a verdict', async () => {
    const { spot, futures } = oems.stack.simulators.kraken;
    await spot?.control('fault', { path: 'AddOrder', kind: 'drop-before', times: 1 });
    await futures?.control('fault', { path: 'sendorder', kind: 'drop-after', times: 1 });
    for (const path of ['orders/status', 'openorders', 'history/v3/orders', 'history/v3/triggers', 'fills'])
      await futures?.control('fault', { path, kind: 'drop-before', times: 200 });
    const [absent, unknown] = await Promise.all([
      place(texts, spotOrder, 'never-arrived'),
      place(texts, swapOrder, 'no-verdict'),
    ]);
    expect(absent).toMatchObject({ kind: 'not placed', order: { status: 'not_placed', quantity: '0.00123' } });
    expect(unknown).toMatchObject({ kind: 'unknown', order: { status: 'unknown', quantity: '0.0012' } });
  }, 60_000);
});
