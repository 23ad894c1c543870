import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openapi } from '../../../lib/contract/openapi.ts';

describe('the OpenAPI document', () => {
  let folder = '';
  let file = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'openapi-'));
    file = join(folder, 'openapi.json');
    await writeFile(file, JSON.stringify(openapi()));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const run = promisify(execFile);

  it('passes the recommended rules of redocly without an error or a warning', async () => {
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const { stdout } = await run('redocly', ['lint', '--extends', 'recommended', '--format', 'json', file], { env });
    const { totals } = JSON.parse(stdout) as { totals: { errors: number; warnings: number } };
    expect(totals).toMatchObject({ errors: 0, warnings: 0 });
  });

  it('passes the recommended rules of spectral without an error, a warning or a hint', async () => {
    const ruleset = join(import.meta.dirname, '../../../.spectral.yaml');
    const asked = ['lint', '--ruleset', ruleset, '--format', 'json', '--quiet', '--fail-severity', 'hint', file];
    const { stdout } = await run('spectral', asked).catch((failed: { readonly stdout: string }) => failed);
    expect(JSON.parse(stdout)).toEqual([]);
  }, 240_000);
});
