import type { AccountRef } from '../accounts/account.ts';
import { accountNotFound, readIfThere } from '../accounts/account-store.ts';
import { OemsError } from '../errors.ts';
import { purgeEvents } from '../events/purge-events.ts';
import { purgeRecords, refuseWhileOpen, requireTimeForPage } from './purge.ts';

/**
 * Deletes what a gone account has left: a deletion without purge, or one that was interrupted. Throws NOT_FOUND where nothing is left, with the same
 * answer as for a foreign account, and IN_PROGRESS once an account is registered under the id: the records may be that account's.
 */
export async function purgeGone(ref: AccountRef): Promise<number> {
  await refuseWhileOpen(ref);
  const purged = await purgeRecords(ref, () => requireGone(ref));
  const blanked = await purgeEvents(ref, async () => {
    requireTimeForPage();
    await requireGone(ref);
  });
  if (purged + blanked === 0) throw accountNotFound();
  return purged;
}

async function requireGone(ref: AccountRef): Promise<void> {
  if ((await readIfThere(ref)) !== null)
    throw new OemsError(
      'IN_PROGRESS',
      'an account was registered under this id meanwhile; repeat the call to delete that account and all history under the id',
      { retryAfterSeconds: 1 },
    );
}
