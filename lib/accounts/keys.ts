import type { AccountRef } from './account.ts';

/** Tenant names come from an identity provider and may hold anything; encoded, none can spell another's key. */
const tenantKey = (tenant: string): string => `TENANT#${encodeURIComponent(tenant)}`;

/** The partition that holds all of one account. */
export const accountPartition = (ref: AccountRef): string => `${tenantKey(ref.tenant)}#ACCOUNT#${ref.accountId}`;

/** The account record's key. */
export const accountKey = (ref: AccountRef) => ({ pk: { S: accountPartition(ref) }, sk: { S: 'ACCOUNT' } });

/** The tenant's list of accounts. */
export const tenantPartition = (tenant: string): string => tenantKey(tenant);
export const tenantEntryKey = (ref: AccountRef) => ({
  pk: { S: tenantKey(ref.tenant) },
  sk: { S: `ACCOUNT#${ref.accountId}` },
});
