import type { Account, AccountRef } from '../../accounts/account.ts';
import { accountNotFound, fromItem } from '../../accounts/account-store.ts';
import { accountKey } from '../../accounts/partitions.ts';
import { sharedNow } from '../../aws/clock.ts';
import { readItems } from '../../aws/read-items.ts';
import type { Item } from '../../aws/table-item.ts';
import { type FollowingOf, followingIn, followingKeys } from './following.ts';

/** What the table has of an account that is followed. */
export interface FollowedAccount {
  /** Throws NOT_FOUND for an account that is gone, and for a record that a newer release has written. */
  readonly account: () => Account;
  readonly followingOf: FollowingOf;
}

export type AccountAt = (ref: AccountRef) => Promise<FollowedAccount>;

/** Accounts of one request: the record and two followings each, and DynamoDB takes a hundred keys. */
const accountsPerRequest = 33;
/** A key that was rotated meanwhile signs nothing any more, so a record is read again after this long. */
const freshForMs = 10_000;

interface Chunk {
  readonly items: Promise<readonly Item[]>;
  readonly readAt: number;
}

/** Reads the accounts in the order of following, many in one request, just before the first use. */
export function accountsInTurn(refs: readonly AccountRef[]): AccountAt {
  const placeOf = new Map(refs.map((ref, index) => [accountKey(ref).pk.S, Math.floor(index / accountsPerRequest)]));
  const chunks = new Map<number, Chunk>();
  return async (ref) => {
    const place = placeOf.get(accountKey(ref).pk.S) ?? 0;
    const start = place * accountsPerRequest;
    const known = chunks.get(place);
    const isFresh = known !== undefined && sharedNow() < known.readAt + freshForMs;
    const chunk = isFresh ? known : readChunk(refs.slice(start, start + accountsPerRequest));
    chunks.set(place, chunk);
    chunk.items.catch(() => chunks.delete(place));
    return accountIn(ref, await chunk.items);
  };
}

function accountIn(ref: AccountRef, items: readonly Item[]): FollowedAccount {
  const { pk, sk } = accountKey(ref);
  const account = () => {
    const item = items.find((one) => one.pk?.S === pk.S && one.sk?.S === sk.S);
    if (item === undefined) throw accountNotFound();
    return fromItem(ref, item);
  };
  return { account, followingOf: followingIn(ref, items) };
}

function readChunk(refs: readonly AccountRef[]): Chunk {
  return { items: readItems(refs.flatMap((ref) => [accountKey(ref), ...followingKeys(ref)])), readAt: sharedNow() };
}
