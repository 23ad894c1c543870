import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTokenIssuer } from '../../../../infra/local/stack/token-issuer.ts';
import { compiledCode } from '../../compiled-code.ts';

const run = promisify(execFile);
const script = join(import.meta.dirname, '../../../../infra/local/stack/token.ts');
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oems-token-'));
});

afterAll(() => rm(dir, { recursive: true }));

function cli(...args: string[]): Promise<{ stdout: string; stderr: string; code?: number }> {
  return run(process.execPath, [script, ...args], { env: { ...compiledCode(), OEMS_DATA_DIR: dir } }).catch(
    (error) => error,
  );
}

describe('npm run token', () => {
  it('npm run token prints only the token', async () => {
    const { stdout, stderr } = await cli('--tenant', 'acme', '--scope', 'oems/read oems/trade', '--expires-in', '5m');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const claims = await (await openTokenIssuer(dir)).verifyToken(stdout.trim());
    expect(claims).toMatchObject({ sub: 'acme', scope: 'oems/read oems/trade' });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300);
  });

  it('npm run token defaults to the tenant demo and all scopes', async () => {
    const { stdout } = await cli();
    expect(decodeJwt(stdout.trim())).toMatchObject({ sub: 'demo', scope: 'oems/read oems/trade oems/admin' });
  });

  it.each([
    ['an unknown option', ['--tennant', 'x'], /--tennant/],
    ['a stray argument', ['acme'], /acme/],
    ['an unknown scope', ['--scope', 'oems/all'], /unknown scope "oems\/all"/],
    ['an empty tenant', ['--tenant', ''], /--tenant is empty/],
    ['a strange span', ['--expires-in', 'soon'], /--expires-in/],
  ])('npm run token refuses %s with status 2 and prints the usage on stderr', async (_name, args, message) => {
    const { code, stdout, stderr } = await cli(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('usage: npm run -s token -- [');
  });
});
