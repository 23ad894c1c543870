import { createHash } from 'node:crypto';
import type { AccountName } from '../harness/accounts.ts';

export interface KeyPair {
  readonly apiKey: string;
  readonly secret: string;
}

function pair(name: AccountName, marketType: string): KeyPair {
  const digest = (part: string): Buffer => createHash('sha512').update(`${name} ${marketType} ${part}`).digest();
  return {
    apiKey: digest('key').toString('base64').slice(0, 56).replaceAll('/', 'A'),
    secret: digest('secret').toString('base64'),
  };
}

/** The keys of an account at Kraken, by key slot. */
export function keysOf(name: AccountName) {
  return { spot: pair(name, 'spot'), swap: pair(name, 'swap') };
}
