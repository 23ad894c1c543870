import { knowsTableClock } from '../aws/clock.ts';
import type { AccountRef } from './account.ts';
import { readAccount } from './account-store.ts';

/**
 * The times of a halt are written for other containers: for the resolver, which goes on a minute later. A container that has just started asks the
 * table for the time first. No failure keeps the halt from being written.
 */
export async function learnTime(ref: AccountRef): Promise<void> {
  if (!knowsTableClock()) await readAccount(ref).catch(() => undefined);
}
