import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokenIssuer, openTokenIssuer } from '../../../../infra/local/stack/token-issuer.ts';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oems-token-'));
});

afterAll(() => rm(dir, { recursive: true }));

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
