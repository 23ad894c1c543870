import { createHmac } from 'node:crypto';
import type { Protocol } from '../../../../infra/local/exchanges/server/server.ts';
import { refuse } from './refused.ts';

export type Request = Parameters<Protocol['handle']>[0];

export interface Key {
  readonly apiKey: string;
  readonly secret: string;
  readonly password: string;
}

const toleranceMs = 30_000;

/** Password, timestamp, signature, in this order. */
export function authenticate({ method, path, query, headers, body }: Request, key: Key, now: number): void {
  if (headers['x-mu-pass'] !== key.password) refuse('auth.password');
  const time = String(headers['x-mu-time'] ?? '');
  if (!/^\d{13}$/.test(time) || Math.abs(Number(time) - now) > toleranceMs) refuse('auth.time');
  const target = query === '' ? path : `${path}?${query}`;
  const expected = createHmac('sha256', key.secret).update(`${time}${method}${target}${body}`).digest('hex');
  if (headers['x-mu-sign'] !== expected) refuse('auth.signature');
}
