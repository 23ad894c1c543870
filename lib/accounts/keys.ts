import type { AccountRef } from './account.ts';

/**
 * A partition's name begins with the class of what it holds, because IAM can tell partitions apart (`dynamodb:LeadingKeys`) but not the
 * items within one: a function that reads orders need not be able to read sealed keys.
 */
type ItemClass = 'ACCOUNT' | 'ORDER' | 'TRANSFER' | 'LEDGER';

/** Tenant names come from an identity provider and may hold anything; encoded, none can spell another's key. */
const partition = (itemClass: ItemClass, { tenant, accountId }: AccountRef): string =>
  `${itemClass}#${encodeURIComponent(tenant)}#${accountId}`;

/** The account record: sealed keys and nonce counters. */
export const accountKey = (ref: AccountRef) => ({ pk: { S: partition('ACCOUNT', ref) }, sk: { S: 'ACCOUNT' } });

/** The account's journals. */
export const orderPartition = (ref: AccountRef): string => partition('ORDER', ref);
export const transferPartition = (ref: AccountRef): string => partition('TRANSFER', ref);

/** The exchange's books as they were pulled. */
export const ledgerPartition = (ref: AccountRef): string => partition('LEDGER', ref);

/** The tenant's list of accounts. */
export const tenantPartition = (tenant: string): string => `TENANT#${encodeURIComponent(tenant)}`;
export const tenantEntryKey = (ref: AccountRef) => ({
  pk: { S: tenantPartition(ref.tenant) },
  sk: { S: `ACCOUNT#${ref.accountId}` },
});
