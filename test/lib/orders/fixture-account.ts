import { randomUUID } from 'node:crypto';
import type { Account } from '../../../lib/accounts/account.ts';

/** An account with a key for futures alone, unless told otherwise. */
export function accountWith(keys: readonly string[] = ['swap']): Account {
  const credentials = Object.fromEntries(keys.map((slot) => [slot, { version: 'v1' }]));
  return { tenant: randomUUID(), accountId: 'main', exchange: 'kraken', credentials } as unknown as Account;
}
