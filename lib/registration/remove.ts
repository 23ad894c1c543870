import type { Account, AccountRef } from '../accounts/account.ts';
import { deleteAccount } from '../accounts/account-lifetime.ts';
import { readAccount, readIfThere } from '../accounts/account-store.ts';
import { destroyKeys } from '../accounts/change-credentials.ts';
import { claimsIn, freeClaims } from '../accounts/key-claims.ts';
import { accountKey } from '../accounts/partitions.ts';
import { keepState, stateToKeep } from '../accounts/stopped-id.ts';
import { OemsError } from '../errors.ts';
import { listItem } from '../events/list-item.ts';
import { purgeHistory, refuseWhileOpen } from './purge.ts';
import { purgeGone } from './purge-gone.ts';

export interface Removal {
  /** The number of purged records. */
  readonly purged: number;
  /** Orders that may be open at the exchange; null: not known. */
  readonly left: number | null;
}

/** What is open at the exchange, by the layers above. */
export interface Looks {
  /** Throws where an order or a position may be open, or a transfer has no verdict. */
  readonly requireClosed: (account: Account) => Promise<void>;
  /** Counts the orders that may be open. */
  readonly countLeft: (account: Account) => Promise<number | null>;
}

/**
 * Destroys the keys first; history stays unless `purge`. The account itself goes last, so that an interrupted purge can be requested
 * again. The client may have repeated the call and registered the id anew meanwhile, so every step is conditional on the account that was
 * read first. Throws IN_PROGRESS where a repeated call does the rest.
 */
export async function removeAccount(
  ref: AccountRef,
  purge: boolean,
  { requireClosed = async () => undefined, countLeft = async () => null }: Partial<Looks> = {},
): Promise<Removal> {
  // Nothing comes before: a call that stalls is about the account that was there when the call came.
  const account = purge ? await readIfThere(ref) : await readAccount(ref);
  if (account === null) return { purged: await purgeGone(ref), left: null };
  await requireClosed(account);
  const left = await countLeft(account);
  // Before the keys go: only with the keys can open orders still be settled.
  if (purge) await refuseWhileOpen(account);
  await destroyKeys(account);
  await freeClaims(account, claimsIn(account));
  return { purged: await deleteTold(account, purge), left };
}

/** A call that read the account before the removal of the keys may write a further change. */
const rounds = 3;

/**
 * Changes that wait in the record are listed before the record goes. A purge then blanks the listed changes, and no change is listed after
 * the purge.
 */
async function deleteTold(account: Account, purge: boolean): Promise<number> {
  let purged = 0;
  for (let round = 0; round < rounds; round += 1) {
    await listItem(account.tenant, accountKey(account));
    if (purge) purged += await purgeHistory(account);
    const now = await readSame(account);
    if (now !== null) await keepState(account, stateToKeep(now));
    if ((await deleteAccount(account, now ?? undefined)) === 'deleted') return purged;
  }
  throw new OemsError(
    'IN_PROGRESS',
    'the keys are destroyed, and the last events of the account are not listed yet; repeat the call to delete the account',
    { retryAfterSeconds: 1 },
  );
}

/** Null once the record is gone, or belongs to a later account. */
async function readSame({ tenant, accountId, registrationId }: Account): Promise<Account | null> {
  const account = await readIfThere({ tenant, accountId });
  return account?.registrationId === registrationId ? account : null;
}
