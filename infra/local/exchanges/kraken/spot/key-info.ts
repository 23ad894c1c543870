import { createHash } from 'node:crypto';
import * as z from 'zod';
import { parseInput } from '../../server/control-input.ts';
import type { ApiKey } from './auth.ts';

/** Forms in which `GetApiKeyInfo` and limited keys are documented or recorded in more than one way, or not at all. */
export interface KeyForms {
  /**
   * `camel`: the names of the documentation, the window a number. `snake`: `nonce_window: "15"`, `api_key_name`, `query_from`, as two
   * clients decode the answer (Kraken.Net and one in Go), every value a text.
   */
  names: 'camel' | 'snake';
  /**
   * What a history answers outside the times of a key. `refused`: EGeneral:Invalid arguments, as rotki 1438 reports. `clipped`: the entries
   * inside alone. Nothing documents or records which.
   */
  outside: 'refused' | 'clipped';
}

export function usualKeyForms(): KeyForms {
  return { names: 'camel', outside: 'refused' };
}

const formsInput = z.strictObject({
  names: z.enum(['camel', 'snake']).optional(),
  outside: z.enum(['refused', 'clipped']).optional(),
});

/** `key_info {names, outside}`: see KeyForms. An empty body only asks. */
export function setKeyForms({ keyForms }: { readonly keyForms: KeyForms }, input: Record<string, unknown>): unknown {
  const { names = keyForms.names, outside = keyForms.outside } = parseInput(formsInput, input);
  Object.assign(keyForms, { names, outside });
  return { names, outside };
}

/** `GetApiKeyInfo`. In camel case numbers that may be long are strings, and the window is a number. */
export function keyInfo(key: ApiKey, { names }: KeyForms): Record<string, unknown> {
  const info = camelInfo(key);
  if (names === 'camel') return info;
  const entries = Object.entries(info).map(([name, value]) => [
    snake(name),
    Array.isArray(value) ? value : String(value),
  ]);
  return { ...Object.fromEntries(entries), ip_allowlist: [''] };
}

function camelInfo(key: ApiKey): Record<string, unknown> {
  const seconds = (ms: number) => String(Math.floor(ms / 1000));
  return {
    apiKeyName: key.name,
    apiKey: key.apiKey,
    nonce: key.highestNonce.toString(),
    nonceWindow: Number(key.nonceWindow),
    permissions: [...key.permissions],
    iban: ibanOf(key.customer),
    validUntil: String(key.times.validUntil),
    queryFrom: String(key.times.queryFrom),
    queryTo: String(key.times.queryTo),
    createdTime: seconds(key.createdAt),
    modifiedTime: seconds(key.modifiedAt),
    ipAllowlist: [],
    lastUsed: seconds(key.lastUsedAt),
  };
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** An IBAN per customer, in Kraken's form. */
function ibanOf(customer: string): string {
  const digits = createHash('sha256').update(customer).digest('hex').slice(0, 8).toUpperCase();
  return `AA00 N84G ${digits.slice(0, 4)} ${digits.slice(4)}`;
}
