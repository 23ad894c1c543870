import { createHmac } from 'node:crypto';
import type { ControlledKey } from '../../../../infra/local/exchanges/server/key-control.ts';
import type { Protocol } from '../../../../infra/local/exchanges/server/server.ts';
import { refuse } from './refused.ts';

export type Request = Parameters<Protocol['handle']>[0];

export type Right = 'read' | 'trade' | 'withdraw';

export interface Key extends ControlledKey {
  password: string;
  rights: readonly Right[];
}

/** Keys of this exchange sign with timestamps: nonces have no meaning. */
export function createKey(terms: Pick<Key, 'apiKey' | 'secret' | 'customer'>, password: string): Key {
  return { ...terms, password, rights: ['read', 'trade'], revoked: false, nonceWindow: 0n, highestNonce: null };
}

const toleranceMs = 30_000;

/** Key, password, timestamp, signature, in this order. */
export function authenticate(
  keys: ReadonlyMap<string, Key>,
  { method, path, query, headers, body }: Request,
  now: number,
): Key {
  const key = keys.get(String(headers['x-mu-key']));
  if (key === undefined || key.revoked) return refuse('auth.key');
  if (headers['x-mu-pass'] !== key.password) refuse('auth.password');
  const time = String(headers['x-mu-time'] ?? '');
  if (!/^\d{13}$/.test(time) || Math.abs(Number(time) - now) > toleranceMs) refuse('auth.time');
  const target = query === '' ? path : `${path}?${query}`;
  const expected = createHmac('sha256', key.secret).update(`${time}${method}${target}${body}`).digest('hex');
  if (headers['x-mu-sign'] !== expected) refuse('auth.signature');
  return key;
}
