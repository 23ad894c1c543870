import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../../infra/bundle.ts';
import { startDynamoDb } from '../../../../infra/local/aws/dynamodb.ts';
import { startKms } from '../../../../infra/local/aws/kms.ts';
import type { StackSettings } from '../../../../infra/local/stack/settings.ts';
import { type LocalStack, startStack } from '../../../../infra/local/stack/stack.ts';

const operations = {
  routes: { seal: { method: 'POST', path: '/seal', scope: 'oems/admin', timeoutSeconds: 29 } },
  jobs: { countSeals: { schedule: 'rate(1 hour)', timeoutSeconds: 60 } },
  queues: {},
} as const;

const parts = new AsyncDisposableStack();
let settings: StackSettings;
let stack: LocalStack;

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'oems-stack-'));
  parts.defer(() => rm(dir, { recursive: true }));
  const sources = { seal: 'fixture-seal.ts', 'count-seals': 'fixture-count-seals.ts' };
  const entries = Object.entries(sources).map(([name, file]) => ({ name, source: join(import.meta.dirname, file) }));
  await bundle(join(dir, 'dist'), undefined, entries);
  settings = {
    port: 0,
    workers: 2,
    distDir: join(dir, 'dist'),
    dataDir: join(dir, 'data'),
    functionEnv: {},
    onLog: () => {},
  };
  stack = await startStack(settings, operations);
}, 60_000);

afterAll(async () => {
  await stack?.close();
  await parts.disposeAsync();
});

async function seal(text: string, at = stack, scope = 'oems/admin'): Promise<Response> {
  const authorization = `Bearer ${await at.token('acme', scope)}`;
  return fetch(`${at.url}/seal`, {
    method: 'POST',
    body: text,
    headers: { authorization, 'content-type': 'text/plain' },
  });
}

describe('the local stack', () => {
  it('a bundled function runs behind the gateway on DynamoDB and KMS', async () => {
    const response = await seal('first');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ tenant: 'acme', opened: 'first' });
    expect(stack.kms?.faults.counts()).toEqual({ Encrypt: 1, Decrypt: 1 });
  });

  it('a token without the scope of the route is refused', async () => {
    expect((await seal('x', stack, 'oems/read')).status).toBe(403);
  });

  it('a job runs by the name in the table of jobs', async () => {
    const invocation = await stack.invokeJob('countSeals');
    expect(invocation).toEqual({ ok: true, payload: expect.stringContaining('"source":"aws.scheduler"') });
    await expect(stack.invokeJob('unknown')).rejects.toThrow('no job "unknown"; there are: countSeals');
  });

  it('tables, keys and the token key survive a restart', async () => {
    await seal('kept');
    const token = await stack.token('acme', 'oems/admin');
    await stack.close();
    stack = await startStack(settings, operations);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain', 'x-read-only': 'yes' };
    const response = await fetch(`${stack.url}/seal`, { method: 'POST', headers });
    expect(await response.json()).toEqual({ tenant: 'acme', opened: 'kept' });
  });

  it('only the owner can read the secret files', async () => {
    for (const file of ['token-issuer.json', 'kms/keys.json']) {
      const { mode } = await stat(join(settings.dataDir ?? '', file));
      expect(mode & 0o777, file).toBe(0o600);
    }
  });

  it('an external DynamoDB and KMS replace the embedded services', async () => {
    await using servers = new AsyncDisposableStack();
    const dynamodb = servers.adopt(await startDynamoDb(), (server) => server.close());
    const kms = servers.adopt(await startKms(), (server) => server.close());
    kms.ensureAlias('alias/theirs');
    const { dataDir: _, ...rest } = settings;
    const functionEnv = { OEMS_SECRETS_KEY_ID: 'alias/theirs' };
    const external = await startStack({ ...rest, functionEnv, dynamodbUrl: dynamodb.url, kmsUrl: kms.url }, operations);
    servers.adopt(external, (running) => running.close());
    expect([external.dynamodb, external.kms]).toEqual([undefined, undefined]);
    expect(await (await seal('outside', external)).json()).toEqual({ tenant: 'acme', opened: 'outside' });
    expect(kms.faults.counts()).toEqual({ Encrypt: 1, Decrypt: 1 });
    expect(dynamodb.faults.counts()).toMatchObject({ CreateTable: 1, PutItem: 1, GetItem: 1 });
  });

  it('a taken port fails the start with a clear error and leaves nothing running', async () => {
    const port = Number(new URL(stack.url).port);
    const own = { ...settings, dataDir: `${settings.dataDir}-other` };
    await expect(startStack({ ...own, port }, operations)).rejects.toThrow(`port ${port} is in use: set PORT`);
    // A single process at a time can open the database: this start proves that the failed start closed the database.
    await (await startStack(own, operations)).close();
  });

  it('a data folder in use fails the start with a clear error', async () => {
    await expect(startStack(settings, operations)).rejects.toThrow(/is a local stack running on this folder\?/);
  });
});
