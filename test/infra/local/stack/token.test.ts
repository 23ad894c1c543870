import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokenIssuer, openTokenIssuer } from '../../../../infra/local/stack/token-issuer.ts';

const run = promisify(execFile);
const script = join(import.meta.dirname, '../../../../infra/local/stack/token.ts');
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oems-token-'));
});

afterAll(() => rm(dir, { recursive: true }));

function cli(...args: string[]): Promise<{ stdout: string; stderr: string; code?: number }> {
  return run(process.execPath, [script, ...args], { env: { OEMS_DATA_DIR: dir } }).catch((error) => error);
}

describe('the token issuer', () => {
  it('the issuer verifies tokens that the issuer made', async () => {
    const issuer = await createTokenIssuer();
    const claims = await issuer.verifyToken(
      await issuer.issueToken({ tenant: 'acme', scope: 'oems/read', expiresIn: '2h' }),
    );
    expect(claims).toMatchObject({
      sub: 'acme',
      scope: 'oems/read',
      iss: 'oems-local',
      aud: 'oems',
      client_id: 'oems-local',
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(7_200);
  });

  it('the token of a different issuer is refused', async () => {
    const [one, other] = await Promise.all([createTokenIssuer(), createTokenIssuer()]);
    await expect(other.verifyToken(await one.issueToken({ tenant: 'a', scope: 'x' }))).rejects.toThrow();
  });

  it('concurrent issuers of a folder share a key that only the owner can read', async () => {
    const folder = join(dir, 'fresh/deep');
    const issuers = await Promise.all([1, 2, 3].map(() => openTokenIssuer(folder)));
    expect(new Set(issuers.map(({ jwks }) => jwks.keys[0]?.kid)).size).toBe(1);
    expect((await stat(join(folder, 'token-issuer.json'))).mode & 0o777).toBe(0o600);
  });
});

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
    expect(stderr).toContain('usage: node infra/local/stack/token.ts');
  });
});
