import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveReference } from '../../../lib/http/serve-reference.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oems-reference-'));
  await writeFile(join(folder, 'docs.html'), '<!doctype html>');
  await writeFile(join(folder, 'reference.js.gz'), gzipSync('start();'));
});

afterAll(() => rm(folder, { recursive: true }));

it.each(['/docs', '/docs/reference.js'])(
  '%s may load scripts from its own origin and send requests there alone',
  async (rawPath) => {
    const { statusCode, headers, isBase64Encoded } = await serveReference(folder)({ rawPath });
    expect([statusCode, isBase64Encoded]).toEqual([200, true]);
    const policy = new Map(
      headers['content-security-policy']?.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1)]),
    );
    expect(policy.get('default-src')).toEqual(["'none'"]);
    for (const name of ['script-src', 'connect-src']) expect(policy.get(name)).toEqual(["'self'"]);
    for (const name of ['base-uri', 'form-action', 'frame-ancestors']) expect(policy.get(name)).toEqual(["'none'"]);
  },
);

it('the script is sent as it lies in the bundle, compressed', async () => {
  const { headers, body } = await serveReference(folder)({ rawPath: '/docs/reference.js' });
  expect(headers['content-encoding']).toBe('gzip');
  expect(Buffer.from(body, 'base64')).toEqual(gzipSync('start();'));
});

it('no other file of the bundle is served', async () => {
  for (const rawPath of ['/docs/index.mjs', '/docs/../index.mjs', '/', '/docs/'])
    expect(await serveReference(folder)({ rawPath })).toMatchObject({ statusCode: 404, body: '' });
});
