import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { handler } from '../functions/api/create-order.ts';
import { type LocalKms, startKms } from '../infra/local/aws/kms.ts';
import { createWorld } from '../infra/local/exchanges/engine/world.ts';
import { sandbox } from '../infra/local/exchanges/kraken/sandbox.ts';
import { type KrakenSpot, startKrakenSpot } from '../infra/local/exchanges/kraken/spot/simulator.ts';
import { loadExchange } from '../lib/exchanges/load-exchange.ts';
import { registerAccount } from '../lib/registration/register.ts';
import { refreshMarkets } from '../lib/session/markets.ts';
import { apiEvent, lambdaContext } from './faults/harness/event.ts';
import { type Walk, walkOf } from './fixture-order-walk.ts';
import { useEmbeddedTable } from './lib/aws/fixture-embedded-table.ts';

const root = join(import.meta.dirname, '..');

/** The paths in the section of the architecture that tells the walk, in their order. */
const told = (() => {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const [, section = ''] = /^## The walk of an order\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(page) ?? [];
  const steps = section.split('\n').filter((line) => /^(\d\.| {3})/.test(line));
  return [...steps.join('\n').matchAll(/`([\w/.-]+\.ts)`/g)].map(([, path = '']) => path);
})();
const stations = new Set(told);
const submits = 'lib/orders/submit/submit-order.ts';

/** Files that run beside the walk and know a station: what the order asks there, and why nothing of the order goes on from there. */
const beside: Readonly<Record<string, string>> = {
  'lib/exchanges/kraken/spot/module.ts': 'puts the code of the market together',
  'lib/exchanges/rules/restricted.ts': 'puts the rules around the code of the market',
  'lib/orders/send-guard.ts': 'says whether the order may leave now',
  'lib/orders/order-store.ts': 'says where an order lies in the table',
  'lib/orders/order-changes.ts': 'says which events a verdict brings',
  'lib/session/known-bans.ts': 'says which address the exchange has banned',
  'lib/http/present/stored-rejection.ts': 'says why an order was refused',
};

const table = useEmbeddedTable('http');
let kms: LocalKms;
let spot: KrakenSpot;
let walk: Walk;

beforeAll(async () => {
  kms = await startKms();
  kms.ensureAlias('alias/walk');
  spot = await startKrakenSpot({ world: createWorld({ pinned: true, tickMs: 0 }) });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_KMS: kms.url,
    OEMS_SECRETS_KEY_ID: 'alias/walk',
    OEMS_KRAKEN_SPOT_URL: spot.url,
  });
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const market = { exchange: 'kraken', marketType: 'spot' } as const;
  await refreshMarkets(market, await loadExchange(market));
  const { apiKey, secret } = sandbox.spot;
  const ref = { tenant: 'walker', accountId: 'main' };
  await registerAccount(ref, 'kraken', { apiKey, secret }, { verify: true, allowWithdraw: false });
  const order = { symbol: 'BTC/USD', side: 'buy', order_type: 'market', quantity: '0.001' };
  const place = async () => {
    const event = apiEvent({ tenant: ref.tenant, body: { exchange_account_id: ref.accountId, ...order } });
    const { statusCode } = await handler(event, lambdaContext(Date.now() + 20_000));
    if (statusCode !== 200) throw new Error(`the order was answered with ${statusCode}`);
  };
  await place();
  await place();
  walk = await walkOf(place);
  vi.restoreAllMocks();
});

afterAll(async () => {
  for (const name of ['AWS_ENDPOINT_URL_KMS', 'OEMS_SECRETS_KEY_ID', 'OEMS_KRAKEN_SPOT_URL']) delete process.env[name];
  await spot?.close();
  await kms?.close();
});

/** Clients, clock, log and environment carry every call alike. */
function isGround(file: string): boolean {
  return file.startsWith('lib/aws/');
}

/** The files that a file imports values of. */
function valuesOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/\btype \w+(?: as \w+)?,?/g, '');
  const imports = [...text.matchAll(/^import(?! type)\s*([^;]*?)\s*from '(\.[^']+)';/gm)];
  return imports.flatMap(([, names = '', path = '']) =>
    /\w/.test(names) ? [normalize(join(dirname(file), path))] : [],
  );
}

describe('the walk of a warm order', () => {
  it('touches at most 26 files, and comes back to one of them once', () => {
    expect(stations.size).toBeLessThanOrEqual(26);
    expect(told.length - stations.size).toBe(1);
    expect(told.filter((path) => path === submits)).toHaveLength(2);
  });

  it('passes through every file that the architecture tells', () => {
    expect([...stations].filter((path) => !walk.ran.has(path))).toEqual([]);
  });

  it('is told whole: each file that waits for a request of the order is on the walk', () => {
    const at = (url: string) => new URL(url).port;
    const [tablePort, exchangePort] = [at(table.server().url), at(spot.url)];
    const { departures } = walk;
    expect(departures.map(({ port }) => port)).toEqual([
      tablePort, // account and nonces
      tablePort, // IN_FLIGHT
      exchangePort, // the order
      exchangePort, // the read-back of the order's fills
      tablePort, // the verdict
    ]);
    const ofOrder = departures.filter((_each, index) => index !== 3).flatMap(({ files }) => files);
    expect(ofOrder.length).toBeGreaterThan(30);
    expect([...new Set(ofOrder)].filter((file) => !isGround(file) && !stations.has(file))).toEqual([]);
  });

  it('is told whole: a file that runs beside the walk knows no file of the walk', () => {
    const others = [...walk.ran].filter((file) => !isGround(file) && !stations.has(file));
    expect(others.length).toBeGreaterThan(50);
    const knowing = others.filter((file) => valuesOf(file).some((path) => stations.has(path)));
    expect(knowing.sort()).toEqual(Object.keys(beside).sort());
  });

  it('comes back to the file that submits once: with the open session', () => {
    expect(walk.resumed(submits)).toBe(1);
  });
});
