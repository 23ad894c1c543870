import type { AccountRef } from '../accounts/account.ts';
import { deleteAccount } from '../accounts/account-lifetime.ts';
import { readAccount } from '../accounts/account-store.ts';
import { destroyKeys } from '../accounts/change-credentials.ts';
import { purgeHistory, refuseWhileOpen } from './purge.ts';

/**
 * Destroys the keys first; history stays unless `purge`. The account itself goes last, or nobody could ask again to finish an
 * interrupted purge. This call may still be under way when its client has repeated it and registered the name anew: from the read on
 * every step is for the account that was read, or for none. Returns the number of purged records.
 */
export async function removeAccount(ref: AccountRef, purge: boolean): Promise<number> {
  const account = await readAccount(ref);
  // Before the keys go: with them the verdict can still be found.
  if (purge) await refuseWhileOpen(account);
  await destroyKeys(account);
  const purged = purge ? await purgeHistory(account) : 0;
  await deleteAccount(account);
  return purged;
}
