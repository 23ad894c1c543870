import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';

export const ISSUER = 'oems-local';
export const AUDIENCE = 'oems';
export const DEFAULT_TOKEN_DIR = '.oems';

/** API Gateway's JWT authorizer accepts RSA signatures only, so the local one does too. */
const ALGORITHM = 'RS256';

export interface TokenRequest {
  /** Becomes the claim `sub`. */
  readonly tenant: string;
  /** Scopes, space separated. */
  readonly scope: string;
  /** A jose time span such as `1h` or `-5m`. Default one hour. */
  readonly expiresIn?: string;
}

export interface TokenIssuer {
  issueToken(request: TokenRequest): Promise<string>;
  /** The claims of a token of this issuer for this API that is valid now. Throws a JOSEError otherwise. */
  verifyToken(token: string): Promise<JWTPayload>;
  /** The public key set, for `/.well-known/jwks.json`. */
  readonly jwks: { readonly keys: readonly JWK[] };
}

/**
 * Opens the issuer whose key pair is in `<dir>/token-issuer.json`; makes the key pair (mode 0600) when missing. Only
 * a local stack trusts this key, and it listens on loopback alone: the file opens nothing beyond this machine. On it,
 * who reads the file is every tenant of the stack, hence the mode.
 */
export async function openTokenIssuer(dir = DEFAULT_TOKEN_DIR): Promise<TokenIssuer> {
  return issuerOf(await readOrCreateKey(join(dir, 'token-issuer.json')));
}

/** An issuer whose key pair dies with this process. */
export async function createTokenIssuer(): Promise<TokenIssuer> {
  return issuerOf(await createKey());
}

async function issuerOf(privateJwk: JWK): Promise<TokenIssuer> {
  const privateKey = (await importJWK(privateJwk, ALGORITHM)) as CryptoKey;
  const { kty, n, e, kid } = privateJwk as Record<'kty' | 'n' | 'e' | 'kid', string>;
  const jwks = { keys: [{ kty, n, e, kid, alg: ALGORITHM, use: 'sig' }] };
  const keySet = createLocalJWKSet(jwks);
  return {
    jwks,
    issueToken: ({ tenant, scope, expiresIn = '1h' }) =>
      new SignJWT({ scope, client_id: 'oems-local' })
        .setProtectedHeader({ alg: ALGORITHM, kid })
        .setSubject(tenant)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(expiresIn)
        .sign(privateKey),
    verifyToken: async (token) => {
      const rules = { algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE, requiredClaims: ['exp', 'sub'] };
      return (await jwtVerify(token, keySet, rules)).payload;
    },
  };
}

async function createKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}

async function readOrCreateKey(path: string): Promise<JWK> {
  const stored = await read(path);
  if (stored !== undefined) return stored;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    return await createKeyFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readOrCreateKey(path);
  }
}

/** Of two processes that start at once one makes the key and the other reads it whole: `link` is atomic and refuses. */
async function createKeyFile(path: string): Promise<JWK> {
  const jwk = await createKey();
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(jwk), { mode: 0o600 });
  try {
    await link(draft, path);
    return jwk;
  } finally {
    await unlink(draft);
  }
}

async function read(path: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${path} is not readable as a key; delete it to make a new one`, { cause: error });
  }
}
