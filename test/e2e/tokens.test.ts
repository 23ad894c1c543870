import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportSPKI, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ISSUER } from '../../infra/local/stack/token-issuer.ts';
import { AUDIENCE } from '../../infra/local/stack/token-shapes.ts';
import { allScopes, clientOf, type Oems, startOems } from './fixture-oems.ts';

let oems: Oems;
let dataDir: string;
let ownKey: JWK;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'oems-tokens-'));
  oems = await startOems({ workers: 1, dataDir });
  ownKey = JSON.parse(await readFile(join(dataDir, 'token-issuer.json'), 'utf8')) as JWK;
}, 60_000);

afterAll(async () => {
  await oems?.close();
  await rm(dataDir, { recursive: true, force: true });
});

interface Claims {
  readonly sub?: string;
  readonly iss?: string;
  readonly aud?: string;
  readonly exp?: number;
  readonly nbf?: number;
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
function valid(): Claims {
  return { sub: 'acme', iss: ISSUER, aud: AUDIENCE, exp: now() + 600 };
}

/** Signed with the issuer's own key: only the claims can be what is wrong. */
async function signed(claims: Claims): Promise<string> {
  return new SignJWT({ scope: allScopes, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: ownKey.kid ?? '' })
    .sign(await importJWK(ownKey, 'RS256'));
}

async function signedByStranger(): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT({ scope: allScopes, ...valid() })
    .setProtectedHeader({ alg: 'RS256', kid: ownKey.kid ?? '' })
    .sign(privateKey);
}

/** HMAC with the issuer's public key as the secret: what verifiers that trust the token's own `alg` accept. */
async function signedWithPublicKey(): Promise<string> {
  const { kty, n, e } = ownKey as Record<'kty' | 'n' | 'e', string>;
  const publicKey = await importJWK({ kty, n, e }, 'RS256', { extractable: true });
  const secret = Buffer.from(await exportSPKI(publicKey as Parameters<typeof exportSPKI>[0]));
  return new SignJWT({ scope: allScopes, ...valid() }).setProtectedHeader({ alg: 'HS256' }).sign(secret);
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
async function unsigned(): Promise<string> {
  return `${encoded({ alg: 'none' })}.${encoded({ scope: allScopes, ...valid() })}.`;
}

async function tampered(): Promise<string> {
  const [header, , signature] = (await signed(valid())).split('.');
  return `${header}.${encoded({ scope: allScopes, ...valid(), sub: 'somebody-else' })}.${signature}`;
}

function without(name: keyof Claims): Claims {
  const { [name]: _left, ...claims } = valid();
  return claims;
}

const bad: Record<string, () => Promise<string>> = {
  'that is no token': async () => 'x.y.z',
  'of one word': async () => 'token',
  'that has expired': () => signed({ ...valid(), exp: now() - 5 }),
  'that is not valid yet': () => signed({ ...valid(), nbf: now() + 600 }),
  'that never expires': () => signed(without('exp')),
  'without a tenant': () => signed(without('sub')),
  'with an empty tenant': () => signed({ ...valid(), sub: '' }),
  'for another audience': () => signed({ ...valid(), aud: 'another-api' }),
  'without an audience': () => signed(without('aud')),
  'of another issuer': () => signed({ ...valid(), iss: 'somebody' }),
  'signed by another key': signedByStranger,
  'signed with the public key': signedWithPublicKey,
  'with alg none': unsigned,
  'whose tenant was changed': tampered,
};

describe('a token', () => {
  it('a token of the issuer, for this API and valid now, is accepted: each case below differs in one thing', async () => {
    const client = clientOf(oems.stack.url, await signed(valid()));
    expect((await client.call('listExchangeAccounts')).status).toBe(200);
  });

  it.each(Object.entries(bad))('a token %s is refused', async (_title, token) => {
    const client = clientOf(oems.stack.url, await token());
    const { status, body } = await client.call('listExchangeAccounts');
    expect([status, body.code, body.isError]).toEqual([401, 'UNAUTHENTICATED', true]);
  });

  it.each([
    ['in the query', (token: string) => ['?access_token=', token, {}] as const],
    ['as Basic', (token: string) => ['', '', { authorization: `Basic ${token}` }] as const],
    ['in a cookie', (token: string) => ['', '', { cookie: `authorization=Bearer ${token}` }] as const],
  ])('a token %s counts for nothing', async (_title, place) => {
    const [mark, text, headers] = place(await signed(valid()));
    const nobody = clientOf(oems.stack.url, '');
    const { status } = await nobody.send('GET', `/delegation/exchange-accounts${mark}${text}`, undefined, headers);
    expect(status).toBe(401);
  });
});

describe('addresses', () => {
  it.each([
    ['GET', '/oems/execution/nothing'],
    ['POST', '/oems/execution/balance'],
    ['GET', '/oems/execution/order/'],
    ['DELETE', '/health'],
  ])('%s %s is no route', async (method, path) => {
    const client = clientOf(oems.stack.url, await signed(valid()));
    expect((await client.send(method, path)).body).toMatchObject({ isError: true, statusCode: 404, code: 'NOT_FOUND' });
  });

  it.each([
    ['HEAD', '/health'],
    ['OPTIONS', '/oems/execution/order'],
  ])('%s %s is no route either, and lets no page of another origin in', async (method, path) => {
    const headers = { origin: 'https://example.com', 'access-control-request-method': 'POST' };
    const answer = await fetch(`${oems.stack.url}${path}`, { method, headers });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([404, null]);
  });

  it('a query with broken encoding is refused', async () => {
    const client = clientOf(oems.stack.url, await signed(valid()));
    const { body } = await client.send('GET', '/oems/execution/balance?exchange_account_id=%E0%A4%A');
    expect(body).toMatchObject({ isError: true, statusCode: 400, code: 'INVALID_REQUEST' });
  });
});
