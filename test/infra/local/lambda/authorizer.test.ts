import { type CryptoKey, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { ISSUER } from '../../../../infra/local/stack/token-issuer.ts';
import { AUDIENCE } from '../../../../infra/local/stack/token-shapes.ts';
import { useGateway } from './fixture-gateway.ts';

const gateway = useGateway();

describe('the authorizer', () => {
  /** Signed with the key of the issuer by default, so that only the claims can be the reason of a refusal. */
  async function signed(claims: Record<string, unknown>, key: CryptoKey = gateway.signingKey): Promise<string> {
    return new SignJWT({ sub: 'acme', scope: 'oems/read', iss: ISSUER, aud: AUDIENCE, exp: 4_000_000_000, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: gateway.tokens.jwks.keys[0]?.kid ?? '' })
      .sign(key);
  }

  async function hmacWithPublicKey(): Promise<string> {
    const secret = new TextEncoder().encode(JSON.stringify(gateway.tokens.jwks.keys[0]));
    return new SignJWT({ sub: 'acme', scope: 'oems/read', iss: ISSUER, aud: AUDIENCE, exp: 4_000_000_000 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(secret);
  }

  const unsecured = () =>
    new UnsecuredJWT({ scope: 'oems/read' })
      .setSubject('acme')
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setExpirationTime('1h')
      .encode();
  const tampered = () => {
    const [head, , signature] = gateway.token.split('.');
    const claims = { sub: 'other', scope: 'oems/read', iss: ISSUER, aud: AUDIENCE, exp: 4_000_000_000 };
    return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  };

  it.each<[string, () => string | Promise<string>]>([
    ['no token', () => ''],
    ['another scheme', () => 'Basic YTpi'],
    ['rubbish', () => 'Bearer a.b.c'],
    [
      'an expired token',
      async () => `Bearer ${await gateway.tokens.issueToken({ tenant: 'acme', scope: 'oems/read', expiresIn: '-1s' })}`,
    ],
    ["somebody else's key", async () => `Bearer ${await signed({}, (await generateKeyPair('RS256')).privateKey)}`],
    ['another audience', async () => `Bearer ${await signed({ aud: 'else' })}`],
    ['no audience', async () => `Bearer ${await signed({ aud: undefined })}`],
    ['another issuer', async () => `Bearer ${await signed({ iss: 'else' })}`],
    ['a token that never ends', async () => `Bearer ${await signed({ exp: undefined })}`],
    ['a token that is not valid yet', async () => `Bearer ${await signed({ nbf: 3_900_000_000 })}`],
    ['a token of the future', async () => `Bearer ${await signed({ iat: 3_900_000_000 })}`],
    [
      "another client's token without an audience",
      async () => `Bearer ${await signed({ aud: undefined, client_id: 'else' })}`,
    ],
    ['alg none', () => `Bearer ${unsecured()}`],
    ['an HMAC over the public key', async () => `Bearer ${await hmacWithPublicKey()}`],
    ['changed claims', () => `Bearer ${tampered()}`],
  ])('%s gets a 401', async (_name, header) => {
    const response = await fetch(`${gateway.url}/balance`, { headers: { authorization: await header() } });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    const body = await response.json();
    expect(body).toEqual({
      isError: true,
      statusCode: 401,
      code: 'UNAUTHENTICATED',
      message: 'Unauthorized',
      requestId: response.headers.get('apigw-requestid'),
    });
    expect(gateway.invoked).toEqual([]);
  });

  it('the unchanged base token of the refused cases is accepted', async () => {
    const response = await fetch(`${gateway.url}/balance`, {
      headers: { authorization: `Bearer ${await signed({})}` },
    });
    expect(response.status).toBe(200);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a text in scope', { scope: 'oems/read oems/trade' }],
    ['a text in scp, as Entra writes', { scope: undefined, scp: 'oems/read' }],
    ['a list in scp, as Okta writes', { scope: undefined, scp: ['openid', 'oems/read'] }],
    ['no audience and the client id, as Cognito writes', { aud: undefined, client_id: 'oems-local' }],
    ['several audiences, as Auth0 writes', { aud: [AUDIENCE, 'https://issuer.example/userinfo'] }],
  ])('a token with %s is accepted', async (_name, claims) => {
    const response = await fetch(`${gateway.url}/balance`, {
      headers: { authorization: `Bearer ${await signed(claims)}` },
    });
    expect(response.status).toBe(200);
  });

  it('a token without its scheme is accepted, as API Gateway does', async () => {
    const response = await fetch(`${gateway.url}/balance`, { headers: { authorization: gateway.token } });
    expect(response.status).toBe(200);
  });

  it('a valid token without the scope of the route gets a 403', async () => {
    const weak = await gateway.tokens.issueToken({ tenant: 'acme', scope: 'oems/read' });
    const response = await gateway.call('/order', { method: 'POST', headers: { authorization: `Bearer ${weak}` } });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer scope="oems/trade" error="insufficient_scope"',
    ]);
    expect(await response.json()).toMatchObject({
      ...{ message: 'Forbidden', code: 'PERMISSION_DENIED', isError: true },
      hint: 'the token lacks the scope oems/trade',
    });
    expect(gateway.invoked).toEqual([]);
  });

  it('a scope that only contains the name of the right scope gets a 403', async () => {
    const odd = await gateway.tokens.issueToken({ tenant: 'acme', scope: 'oems/reader xoems/read' });
    expect((await gateway.call('/balance', { headers: { authorization: `Bearer ${odd}` } })).status).toBe(403);
  });

  it('the gateway publishes the public key and no part of the private key', async () => {
    const { keys } = (await (await fetch(`${gateway.url}/.well-known/jwks.json`)).json()) as { keys: object[] };
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});
