import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ExchangeRequest } from '../../server/messages.ts';
import { refuse } from './refusal.ts';

/** Names as `GetApiKeyInfo` lists them. */
export const permissionNames = [
  'query-funds',
  'add-funds',
  'withdraw-funds',
  'earn-funds',
  'query-open-trades',
  'query-closed-trades',
  'modify-trades',
  'close-trades',
  'query-ledger',
  'export-data',
  'create-ws-token',
  'add-withdraw-address',
  'update-withdraw-address',
] as const;
export type Permission = (typeof permissionNames)[number];

/** What a trading desk is told to tick: everything an order needs, nothing that moves money out. */
export const tradingPermissions: readonly Permission[] = [
  'query-funds',
  'query-open-trades',
  'query-closed-trades',
  'query-ledger',
  'modify-trades',
  'close-trades',
];

/** Limits of a key in time, in Unix seconds; 0 = none. */
export interface KeyTimes {
  /** The end of the key. */
  readonly validUntil: number;
  /** The histories are read from here … */
  readonly queryFrom: number;
  /** … to here. */
  readonly queryTo: number;
}

export interface ApiKey {
  apiKey: string;
  secret: string;
  name: string;
  customer: string;
  permissions: readonly string[];
  /** In nonce units, not milliseconds. */
  nonceWindow: bigint;
  highestNonce: bigint;
  /** Nonces used at or above `highestNonce - nonceWindow`. */
  usedNonces: Set<bigint>;
  revoked: boolean;
  times: KeyTimes;
  createdAt: number;
  modifiedAt: number;
  lastUsedAt: number;
}

export type KeyTerms = Pick<ApiKey, 'apiKey' | 'secret' | 'customer'> & {
  permissions?: readonly string[];
  nonceWindow?: bigint;
};

export function createKey(terms: KeyTerms, now: number): ApiKey {
  return {
    name: 'simulator-key',
    permissions: tradingPermissions,
    nonceWindow: 0n,
    ...terms,
    highestNonce: 0n,
    usedNonces: new Set(),
    revoked: false,
    times: { validUntil: 0, queryFrom: 0, queryTo: 0 },
    createdAt: now,
    modifiedAt: now,
    lastUsedAt: 0,
  };
}

/**
 * base64(HMAC-SHA512(path || SHA256(nonce || body), base64-decoded secret)).
 * https://docs.kraken.com/exchange/guides/rest/authentication
 */
export function signature(path: string, nonce: string, body: string, secret: string): string {
  const digest = createHash('sha256')
    .update(nonce + body)
    .digest();
  return createHmac('sha512', Buffer.from(secret, 'base64')).update(path).update(digest).digest('base64');
}

export function verifySignature(key: ApiKey, request: ExchangeRequest, nonce: string | null): void {
  const given = Buffer.from(String(request.headers['api-sign'] ?? ''));
  const wanted = Buffer.from(signature(request.path, nonce ?? '', request.body, key.secret));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) refuse('EAPI:Invalid signature');
}

const highestPossible = 2n ** 64n - 1n;

/**
 * Takes or refuses a nonce. A nonce above the highest is always taken. At or below: only inside the key's
 * window and only once. https://support.kraken.com/hc/en-us/articles/360001148023
 */
export function takeNonce(key: ApiKey, raw: string | null): void {
  if (raw === null || !/^\d{1,20}$/.test(raw) || BigInt(raw) > highestPossible) refuse('EAPI:Invalid nonce');
  const nonce = BigInt(raw);
  const lowest = key.highestNonce - key.nonceWindow;
  if (nonce <= key.highestNonce && (nonce < lowest || nonce === 0n || key.usedNonces.has(nonce)))
    refuse('EAPI:Invalid nonce');
  key.usedNonces.add(nonce);
  if (nonce > key.highestNonce) raiseHighest(key, nonce);
}

function raiseHighest(key: ApiKey, nonce: bigint): void {
  key.highestNonce = nonce;
  const lowest = nonce - key.nonceWindow;
  for (const used of key.usedNonces) if (used < lowest) key.usedNonces.delete(used);
}
