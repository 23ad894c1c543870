import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { parseInput, text, wholeNumber } from './control-input.ts';

/** A key under control. Exchanges add permissions and nonce rules. */
export interface ControlledKey {
  readonly apiKey: string;
  secret: string;
  customer: string;
  revoked: boolean;
  nonceWindow: bigint;
  highestNonce: bigint | null;
}

export interface KeyRing<K extends ControlledKey = ControlledKey> {
  readonly keys: Map<string, K>;
  mint(terms: Pick<K, 'apiKey' | 'secret' | 'customer'>): K;
  /** Checks permissions in the exchange's form. Throws an Error that names the bad field. */
  readPermissions(value: unknown): Partial<K>;
  showPermissions(key: K): unknown;
  setNonce(key: K, nonce: bigint): void;
  /** The key's customer gets an account. */
  keep(key: K): void;
}

const schema = z.strictObject({
  api_key: text.optional(),
  secret: text.optional(),
  customer: text.optional(),
  permissions: z.unknown().optional(),
  nonce_window: wholeNumber.optional(),
  nonce: z.union([z.string(), z.number()]).optional(),
  revoked: z.boolean().optional(),
});

/** `key`: changes the named key, or mints a key. The answer has the secret. */
export function controlKey<K extends ControlledKey>(ring: KeyRing<K>, input: Record<string, unknown>): unknown {
  const body = parseInput(schema, input);
  const granted = body.permissions === undefined ? {} : ring.readPermissions(body.permissions);
  const nonce = body.nonce === undefined ? null : parseNonce(body.nonce);
  const { api_key: apiKey = randomBytes(42).toString('base64'), secret, customer } = body;
  const key = ring.keys.get(apiKey) ?? ring.mint({ apiKey, secret: newSecret(), customer: 'sandbox' });
  Object.assign(key, granted);
  key.secret = secret ?? key.secret;
  key.customer = customer ?? key.customer;
  key.revoked = body.revoked ?? key.revoked;
  if (body.nonce_window !== undefined) key.nonceWindow = BigInt(body.nonce_window);
  if (nonce !== null) ring.setNonce(key, nonce);
  ring.keys.set(apiKey, key);
  ring.keep(key);
  return showKey(ring, key);
}

function newSecret(): string {
  return randomBytes(64).toString('base64');
}

function parseNonce(value: string | number): bigint {
  if (!/^\d{1,20}$/.test(String(value))) throw new Error('nonce must be an unsigned 64-bit integer');
  return BigInt(value);
}

function showKey<K extends ControlledKey>(ring: KeyRing<K>, key: K): unknown {
  const { apiKey, secret, customer, revoked } = key;
  return {
    ...{ api_key: apiKey, secret, customer, permissions: ring.showPermissions(key), revoked },
    nonce_window: Number(key.nonceWindow),
    nonce: key.highestNonce?.toString() ?? null,
  };
}
