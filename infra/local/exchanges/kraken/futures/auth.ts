import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ExchangeRequest } from '../../server/messages.ts';
import type { Spent } from './rate-limits.ts';
import { nothingSpent } from './rate-limits.ts';
import { Refusal } from './refusal.ts';

/** Access levels as the key check spells them: general NO_ACCESS | READ_ONLY | FULL_ACCESS, transfer (withdrawal) NO_ACCESS | FULL_ACCESS. */
export interface ApiKey {
  apiKey: string;
  secret: string;
  customer: string;
  general: 'none' | 'read' | 'full';
  withdrawal: 'none' | 'full';
  revoked: boolean;
  createdAt: number;
  highestNonce: bigint | null;
  usedNonces: Set<bigint>;
  /** "Our system tolerates nonces that are out of order for a brief period of time": how far below the highest. */
  nonceWindow: bigint;
  spent: Spent;
}

export function createKey(terms: Pick<ApiKey, 'apiKey' | 'secret' | 'customer'>, now: number): ApiKey {
  const access = { general: 'full', withdrawal: 'none', revoked: false } as const;
  const nonces = { highestNonce: null, usedNonces: new Set<bigint>(), nonceWindow: 5_000n };
  return { ...terms, createdAt: now, ...access, ...nonces, spent: nothingSpent() };
}

/**
 * `Authent` = base64(HMAC-SHA512(base64-decoded secret, SHA256(message))), message = postData + nonce + endpointPath
 * (docs.kraken.com, Derivatives REST). Also signs WebSocket challenges, for which Kraken publishes a test vector.
 */
export function authent(secret: string, message: string): string {
  const hash = createHash('sha256').update(message, 'utf8').digest();
  return createHmac('sha512', Buffer.from(secret, 'base64')).update(hash).digest('base64');
}

/**
 * Only the URL-encoded form, exactly as it went over the wire, is signed: hashing decoded parameters was announced to end on
 * 1 October 2025. Clients leave `/derivatives` off the path.
 */
export function signedMessage(request: ExchangeRequest, nonce: string): string {
  return request.query + request.body + nonce + request.path.replace(/^\/derivatives/, '');
}

/** The key a request was signed with. Unknown, revoked, foreign (a Spot key) and badly signed are one answer at Kraken. */
export function authenticate(keys: Map<string, ApiKey>, request: ExchangeRequest): ApiKey {
  const nonce = header(request, 'nonce');
  const key = keys.get(header(request, 'apikey'));
  if (!key || key.revoked) throw new Refusal('authenticationError');
  const expected = Buffer.from(authent(key.secret, signedMessage(request, nonce)));
  const given = Buffer.from(header(request, 'authent'));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Refusal('authenticationError');
  if (nonce !== '') useNonce(key, nonce);
  return key;
}

function useNonce(key: ApiKey, text: string): void {
  if (!/^\d{1,20}$/.test(text)) throw new Refusal('invalidArgument: nonce');
  const nonce = BigInt(text);
  if (key.usedNonces.has(nonce)) throw new Refusal('nonceDuplicate');
  if (key.highestNonce !== null && nonce < key.highestNonce - key.nonceWindow) throw new Refusal('nonceBelowThreshold');
  key.usedNonces.add(nonce);
  if (key.highestNonce === null || nonce > key.highestNonce) key.highestNonce = nonce;
}

function header(request: ExchangeRequest, name: string) {
  return String(request.headers[name] ?? '');
}
