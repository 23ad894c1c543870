import type { AccountRef } from '../accounts/account.ts';
import { deleteAccount } from '../accounts/account-lifetime.ts';
import { readAccount } from '../accounts/account-store.ts';
import { destroyKeys } from '../accounts/change-credentials.ts';
import { purgeHistory, refuseWhileOpen } from './purge.ts';

/**
 * Destroys the keys first; history stays unless `purge`. The account itself goes last, so that an interrupted purge can be requested
 * again. The client may have repeated the call and registered the id anew meanwhile, so every step is conditional on the account that was
 * read first. Returns the number of purged records.
 */
export async function removeAccount(ref: AccountRef, purge: boolean): Promise<number> {
  const account = await readAccount(ref);
  // Before the keys go: only with the keys can open orders still be settled.
  if (purge) await refuseWhileOpen(account);
  await destroyKeys(account);
  const purged = purge ? await purgeHistory(account) : 0;
  await deleteAccount(account);
  return purged;
}
