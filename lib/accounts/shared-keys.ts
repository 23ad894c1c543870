import { currentCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { errorText } from '../error-text.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { Account, AccountRef, SealedCredential } from './account.ts';
import { accountIdsOf, accountsOf, accountsWithMarks } from './account-list.ts';

/**
 * Another account of the same tenant that reads the same wallet at the exchange. `key`: the same key. `customer`: another key of the same
 * customer of the exchange.
 */
export interface Sharer {
  readonly slot: KeySlot;
  readonly accountId: string;
  readonly by: 'key' | 'customer';
}

/** The digests that name the keys of an account to the neighbours in the tenant. */
export function marksOf({ credentials }: Pick<Account, 'credentials'>): string[] {
  return Object.values(credentials).flatMap(({ keyMark, customerMark }) => [keyMark, customerMark].filter(isText));
}

function isText(mark: string | null | undefined): mark is string {
  return typeof mark === 'string';
}

/** By account: the accounts with the same wallet. */
export type Sharers = ReadonlyMap<string, readonly Sharer[]>;

/**
 * The list of accounts tells candidates, and the records of the candidates decide, because the list may keep a mark of a key that is gone.
 * Looks at the tenant of the accounts alone.
 */
export async function sharersOf(tenant: string, accounts: readonly Account[]): Promise<Sharers> {
  const marks = new Set(accounts.flatMap(marksOf));
  const known = new Set(accounts.map(({ accountId }) => accountId));
  const candidates = marks.size === 0 ? [] : await accountsWithMarks(tenant, marks);
  const others = await accountsOf(
    tenant,
    candidates.filter((id) => !known.has(id)),
  );
  const all = [...accounts, ...others];
  return new Map(accounts.map((account) => [account.accountId, sharersIn(all, account)]));
}

/** Null where the table does not answer: a registration that has succeeded is not told as failed. */
export async function sharersOfOne(account: Account): Promise<readonly Sharer[] | null> {
  try {
    return (await sharersOf(account.tenant, [account])).get(account.accountId) ?? [];
  } catch (error) {
    const { tenant, accountId } = account;
    log(
      { level: 'WARN', message: 'shared keys not looked up', tenant, account: accountId, error: errorText(error) },
      currentCall(),
    );
    return null;
  }
}

function sharersIn(all: readonly Account[], account: Account): Sharer[] {
  const { exchange, accountId: own } = account;
  const same = all.filter((other) => other.exchange === exchange);
  return Object.entries(account.credentials).flatMap(([slot, credential]) =>
    reachedFrom(account, slot, same)
      .filter(({ accountId }) => accountId !== own)
      .map((other) => ({
        slot,
        accountId: other.accountId,
        by: sharedKey(credential, other.credentials[slot]) ?? 'customer',
      })),
  );
}

/** Step by step: a third account may share the key with the second account, and the customer with none but that. */
function reachedFrom(first: Account, slot: KeySlot, all: readonly Account[]): readonly Account[] {
  const reached = [first];
  for (const account of reached)
    reached.push(
      ...all.filter(
        (other) => !reached.some((one) => one.accountId === other.accountId) && share(account, other, slot),
      ),
    );
  return reached;
}

function share(one: Account, other: Account, slot: KeySlot): boolean {
  const credential = one.credentials[slot];
  return credential !== undefined && sharedKey(credential, other.credentials[slot]) !== null;
}

/** Marks of credentials of earlier releases are absent, and match nothing. */
function sharedKey(one: SealedCredential, other: SealedCredential | undefined): Sharer['by'] | null {
  if (isText(one.keyMark) && one.keyMark === other?.keyMark) return 'key';
  return isText(one.customerMark) && one.customerMark === other?.customerMark ? 'customer' : null;
}

/**
 * Every other account of the tenant whose key in the slot may belong to the same customer of the exchange. Not every exchange tells the
 * customer (`KeyReport.customer`), so an account is left out only in clear cases: another exchange, no key since the registration, or
 * two customers that were told apart.
 */
export async function possibleSharersOf(account: Account, slot: KeySlot): Promise<readonly AccountRef[]> {
  const { tenant, accountId: own } = account;
  const others: string[] = [];
  for await (const ids of accountIdsOf(tenant)) others.push(...ids.filter((id) => id !== own));
  const accounts = await accountsOf(tenant, others);
  return accounts.filter((other) => maySlotShare(account, other, slot)).map(({ accountId }) => ({ tenant, accountId }));
}

function maySlotShare(one: Account, other: Account, slot: KeySlot): boolean {
  if (one.exchange !== other.exchange) return false;
  if (!hasOneKey(one, slot) || !hasOneKey(other, slot)) return true;
  const [mine, theirs] = [one.credentials[slot], other.credentials[slot]];
  if (theirs === undefined) return false;
  return !isText(mine?.customerMark) || !isText(theirs.customerMark) || mine.customerMark === theirs.customerMark;
}

/** The slot holds the key of the registration. A key that is gone may have been of a different customer. */
function hasOneKey({ remembersKeys, changedKeys }: Account, slot: KeySlot): boolean {
  return remembersKeys === true && changedKeys?.has(slot) !== true;
}
