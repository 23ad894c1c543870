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

/** In Unix seconds; 0 = none. */
interface ControlledTimes {
  readonly validUntil: number;
  readonly queryFrom: number;
  readonly queryTo: number;
}

export interface KeyRing<K extends ControlledKey = ControlledKey> {
  readonly keys: Map<string, K>;
  /** A name in the exchange's form for a key that the control does not name; absent: base64 of 42 bytes. */
  newName?(random: () => number): string;
  mint(terms: Pick<K, 'apiKey' | 'secret' | 'customer'>): K;
  /** Checks permissions in the exchange's form. Throws an Error that names the bad field. */
  readPermissions(value: unknown): Partial<K>;
  showPermissions(key: K): unknown;
  setNonce(key: K, nonce: bigint): void;
  /** Absent where keys have no limits in time. */
  setTimes?(key: K, times: Partial<ControlledTimes>): void;
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
  valid_until: wholeNumber.optional(),
  query_from: wholeNumber.optional(),
  query_to: wholeNumber.optional(),
});

/** `key`: changes the named key, or mints a key. The answer has the secret. A kept world must mint the same key again: chance is the world's. */
export function controlKey<K extends ControlledKey>(
  ring: KeyRing<K>,
  input: Record<string, unknown>,
  random: () => number,
): unknown {
  const body = parseInput(schema, input);
  const granted = body.permissions === undefined ? {} : ring.readPermissions(body.permissions);
  const nonce = body.nonce === undefined ? null : parseNonce(body.nonce);
  const { api_key: apiKey = ring.newName?.(random) ?? randomBase64(random, 42), customer } = body;
  const secret = body.secret ?? ring.keys.get(apiKey)?.secret ?? randomBase64(random, 64);
  const key = ring.keys.get(apiKey) ?? ring.mint({ apiKey, secret, customer: 'sandbox' });
  Object.assign(key, granted);
  key.secret = secret;
  key.customer = customer ?? key.customer;
  key.revoked = body.revoked ?? key.revoked;
  if (body.nonce_window !== undefined) key.nonceWindow = BigInt(body.nonce_window);
  if (nonce !== null) ring.setNonce(key, nonce);
  setTimes(ring, key, body);
  ring.keys.set(apiKey, key);
  ring.keep(key);
  return showKey(ring, key);
}

/** `valid_until`, `query_from` and `query_to`, where keys have such limits. */
function setTimes<K extends ControlledKey>(ring: KeyRing<K>, key: K, body: z.output<typeof schema>): void {
  const { valid_until: validUntil, query_from: queryFrom, query_to: queryTo } = body;
  const given = Object.entries({ validUntil, queryFrom, queryTo }).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  if (ring.setTimes === undefined)
    throw new Error('valid_until, query_from, query_to: keys have no limits in time here');
  ring.setTimes(key, Object.fromEntries(given));
}

function randomBase64(random: () => number, length: number): string {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256))).toString('base64');
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
