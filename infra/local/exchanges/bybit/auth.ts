import { createHmac, createVerify, timingSafeEqual } from 'node:crypto';
import type { ExchangeRequest } from '../server/messages.ts';
import { type Granted, usualPermissions } from './permissions.ts';
import { Refusal, refuse } from './refusal.ts';

export interface ApiKey extends Granted {
  readonly apiKey: string;
  /** HMAC secret, or the PEM of the RSA public key that the customer has uploaded. */
  secret: string;
  customer: string;
  revoked: boolean;
  readonly createdAt: number;
  /** ms; 0 = never. */
  expiresAt: number;
  /** Bybit has no nonces. The fields are those of every key under control. */
  nonceWindow: bigint;
  highestNonce: bigint | null;
}

const unboundKeyLifeMs = 90 * 86_400_000;

/** A key without a bound address dies after 90 days (docs v5, FAQ). */
export function createKey(terms: Pick<ApiKey, 'apiKey' | 'secret' | 'customer'>, now: number): ApiKey {
  return {
    ...terms,
    ...{ revoked: false, permissions: usualPermissions, readOnly: false, ips: ['*'], isElsewhere: false },
    ...{ createdAt: now, expiresAt: now + unboundKeyLifeMs, nonceWindow: 0n, highestNonce: null },
  };
}

const usualWindowMs = 5000;
const aheadMs = 1000;

/** The key of a request. Checks: key, time, signature, address, expiry. Nothing documents the order. */
export function authenticate(keys: ReadonlyMap<string, ApiKey>, request: ExchangeRequest, now: number): ApiKey {
  const key = keys.get(header(request, 'x-bapi-api-key'));
  if (!key || key.revoked) return refuse(10003, 'API key is invalid.');
  checkTime(request, now);
  if (!isSigned(key, request)) throw new Refusal(10004, `error sign! origin_string[${signedText(request)}]`);
  if (key.isElsewhere) refuse(10010, "Unmatched IP, please check your API key's bound IP addresses.");
  if (key.expiresAt !== 0 && key.expiresAt <= now) refuse(33004, 'Your api key has expired.');
  return key;
}

/** server_time - recv_window <= timestamp < server_time + 1000 (docs v5, guide). */
function checkTime(request: ExchangeRequest, now: number): void {
  const stamp = header(request, 'x-bapi-timestamp');
  const window = header(request, 'x-bapi-recv-window') || String(usualWindowMs);
  const isIn =
    /^\d{13}$/.test(stamp) &&
    /^\d{1,9}$/.test(window) &&
    Number(stamp) >= now - Number(window) &&
    Number(stamp) < now + aheadMs;
  if (isIn) return;
  const told = `req_timestamp[${stamp}],server_timestamp[${now}],recv_window[${window}]`;
  refuse(10002, `invalid request, please check your server timestamp or recv_window param. ${told}`);
}

/** timestamp + key + recv_window + query string or body, each exactly as it came over the wire. */
export function signedText(request: ExchangeRequest): string {
  const [stamp, key, window] = ['x-bapi-timestamp', 'x-bapi-api-key', 'x-bapi-recv-window'].map((name) =>
    header(request, name),
  );
  return `${stamp}${key}${window}${request.method === 'GET' ? request.query : request.body}`;
}

function isSigned({ secret }: ApiKey, request: ExchangeRequest): boolean {
  const given = header(request, 'x-bapi-sign');
  if (secret.includes('PUBLIC KEY')) {
    const verifier = createVerify('RSA-SHA256').update(signedText(request));
    return verifier.verify(secret, given, 'base64');
  }
  const expected = Buffer.from(createHmac('sha256', secret).update(signedText(request)).digest('hex'));
  const bytes = Buffer.from(given);
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

function header({ headers }: ExchangeRequest, name: string): string {
  return String(headers[name] ?? '');
}
