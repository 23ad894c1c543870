import { createHash } from 'node:crypto';
import type { ExchangeId } from '../exchanges/exchanges.ts';
import type { AccountRef } from './account.ts';

/**
 * The name of a partition begins with the class of its items, because IAM can tell partitions apart (`dynamodb:LeadingKeys`) but not the
 * items of one partition. So a function that reads orders cannot read sealed keys.
 */
type ItemClass = 'ACCOUNT' | 'ORDER' | 'TRANSFER' | 'LEDGER';

/** Tenant names come from an identity provider and may hold any character. An encoded name cannot spell the key of a foreign tenant. */
function partition(itemClass: ItemClass, { tenant, accountId }: AccountRef): string {
  return `${itemClass}#${encodeURIComponent(tenant)}#${accountId}`;
}

/** The account of a partition: neither an encoded tenant nor an account id holds a `#`. */
export function refFromPartition(pk: string): AccountRef {
  const [, tenant = '', accountId = ''] = pk.split('#');
  return { tenant: decodeURIComponent(tenant), accountId };
}

/** The account record: sealed keys and nonce counters. */
export function accountKey(ref: AccountRef) {
  return { pk: { S: partition('ACCOUNT', ref) }, sk: { S: 'ACCOUNT' } };
}

/** The trading state that outlives the account. */
export function stoppedKey(ref: AccountRef) {
  return { pk: { S: partition('ACCOUNT', ref) }, sk: { S: 'STOPPED' } };
}

/** The account's journals. */
export function orderPartition(ref: AccountRef): string {
  return partition('ORDER', ref);
}
export function transferPartition(ref: AccountRef): string {
  return partition('TRANSFER', ref);
}

/** The ledger entries of the account and the cursors of its streams. */
export function ledgerPartition(ref: AccountRef): string {
  return partition('LEDGER', ref);
}

/** The tenant's list of accounts. */
export function tenantPartition(tenant: string): string {
  return `TENANT#${encodeURIComponent(tenant)}`;
}
export function tenantEntryKey(ref: AccountRef) {
  return {
    pk: { S: tenantPartition(ref.tenant) },
    sk: { S: `ACCOUNT#${ref.accountId}` },
  };
}

/** The claim of an exchange key, over all tenants. */
export function claimKey(digest: string) {
  return { pk: { S: `KEYCLAIM#${digest}` }, sk: { S: 'CLAIM' } };
}

/** The list of the tenant's events. */
export function eventPartition(tenant: string): string {
  return `EVENT#${encodeURIComponent(tenant)}`;
}

/** The audit records of the tenant of one month, `2026-06`. */
export function auditPartition(tenant: string, month: string): string {
  return ['AUDIT', encodeURIComponent(tenant), month].join('#');
}

const shardCount = 16;
function shardName(exchange: ExchangeId, shard: number): string {
  return `ACCOUNTS#${exchange}#${String(shard).padStart(2, '0')}`;
}

/** The partitions of the index `accounts` that hold an exchange's accounts. */
export function accountShards(exchange: ExchangeId): string[] {
  return Array.from({ length: shardCount }, (_, shard) => shardName(exchange, shard));
}

/** The keys of an account in the index `accounts`, which holds the accounts to pull. */
export function accountIndexKey(ref: AccountRef, exchange: ExchangeId) {
  const accountKey = `${encodeURIComponent(ref.tenant)}#${ref.accountId}`;
  const shard = createHash('sha256').update(accountKey).digest().readUInt32BE() % shardCount;
  return { accountShard: shardName(exchange, shard), accountKey };
}

/** The account of an index entry: an encoded tenant holds no `#`. */
export function refFromIndexKey(accountKey: string): AccountRef {
  const mark = accountKey.indexOf('#');
  return { tenant: decodeURIComponent(accountKey.slice(0, mark)), accountId: accountKey.slice(mark + 1) };
}
