import type { Account } from '../accounts/account.ts';
import { writeHold } from '../accounts/key-hold.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import { type KeyAtHost, noteLockout, whenUnlimited } from '../exchanges/wire/lockouts.ts';
import { noteTaken, whenFree } from '../nonce/taken-keys.ts';

/** The hold on the requests of an account's key. */
export interface Held {
  /** Epoch ms; 0 where nothing is known. */
  readonly until: () => number;
  /** Tells all containers of a lockout. */
  readonly noteLockout: (until: number) => Promise<void>;
}

/** Takes over the hold that another container has written into the account's item. */
export function holdOf(account: Account, slot: KeySlot, key: KeyAtHost): Held {
  const { version = '', hold } = account.credentials[slot] ?? {};
  if (hold?.why === 'taken' && hold.until > whenFree(version)) noteTaken(version, hold.until);
  if (hold?.why === 'locked out' && hold.until > whenUnlimited(key)) noteLockout(key, hold.until);
  return {
    until: () => Math.max(whenFree(version), whenUnlimited(key)),
    noteLockout: (until) => writeHold(account, slot, version, { why: 'locked out', until }),
  };
}
