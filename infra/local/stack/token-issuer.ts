import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  createLocalJWKSet,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { isForThisApi, type TokenShapeName, tokenShapes } from './token-shapes.ts';

export const ISSUER = 'oems-local';
export const DEFAULT_TOKEN_DIR = '.oems';

/** The JWT authorizer of API Gateway accepts RSA signatures only, and so does the local authorizer. */
const ALGORITHM = 'RS256';

interface TokenRequest {
  readonly tenant: string;
  /** Scopes, separated by spaces. */
  readonly scope: string;
  /** Default: local. */
  readonly shape?: TokenShapeName;
  /** A time span of jose such as `1h` or `-5m`. Default 1h. */
  readonly expiresIn?: string;
}

export interface TokenIssuer {
  issueToken(request: TokenRequest): Promise<string>;
  /** The claims of the token. Throws a JOSEError for an invalid token, a foreign issuer or a foreign audience. */
  verifyToken(token: string): Promise<JWTPayload>;
  /** The public key set, for `/.well-known/jwks.json`. */
  readonly jwks: { readonly keys: readonly JWK[] };
}

/**
 * Opens the issuer with the key pair in `<dir>/token-issuer.json`; creates a missing key pair (mode 0600). Only a
 * local stack trusts this key, and the stack listens on loopback alone, so the file opens nothing beyond this
 * machine. A local user who reads the file can act as every tenant of the stack, hence the mode.
 */
export async function openTokenIssuer(dir = DEFAULT_TOKEN_DIR): Promise<TokenIssuer> {
  return issuerOf(await readOrCreateKey(join(dir, 'token-issuer.json')));
}

/** An issuer with a key pair that ends with this process. */
export async function createTokenIssuer(): Promise<TokenIssuer> {
  return issuerOf(await createKey());
}

/** The issuer in the folder, or an issuer in memory without a folder. */
export function tokenIssuerIn(dir: string | undefined): Promise<TokenIssuer> {
  return dir ? openTokenIssuer(dir) : createTokenIssuer();
}

async function issuerOf(privateJwk: JWK): Promise<TokenIssuer> {
  const privateKey = (await importJWK(privateJwk, ALGORITHM)) as CryptoKey;
  const { kty, n, e, kid } = privateJwk as Record<'kty' | 'n' | 'e' | 'kid', string>;
  const jwks = { keys: [{ kty, n, e, kid, alg: ALGORITHM, use: 'sig' }] };
  const keySet = createLocalJWKSet(jwks);
  return {
    jwks,
    issueToken: ({ tenant, scope, shape = 'local', expiresIn = '1h' }) =>
      new SignJWT(tokenShapes[shape].claims({ tenant, scope }))
        .setProtectedHeader({ alg: ALGORITHM, kid })
        .setIssuer(ISSUER)
        .setIssuedAt()
        .setExpirationTime(expiresIn)
        .sign(privateKey),
    verifyToken: async (token) => {
      const rules = { algorithms: [ALGORITHM], issuer: ISSUER, requiredClaims: ['exp'] };
      const { payload } = await jwtVerify(token, keySet, rules);
      return checkedByGateway(payload);
    },
  };
}

/** The two checks of API Gateway that jose does not make: the audience of both kinds, and no token from the future. */
function checkedByGateway(claims: JWTPayload): JWTPayload {
  if (!isForThisApi(claims)) throw new errors.JWTClaimValidationFailed('foreign audience', claims, 'aud');
  if ((claims.iat ?? 0) > Date.now() / 1000)
    throw new errors.JWTClaimValidationFailed('from the future', claims, 'iat');
  return claims;
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

/**
 * Two processes may start at once. `link` is atomic and refuses an existing file, so both processes use the same key.
 */
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
    throw new Error(`${path} is not readable as a key; delete the file to create a new key`, { cause: error });
  }
}
