import { createHash } from 'node:crypto';
import type { ExchangeId } from '../exchanges/exchanges.ts';
import type { AccountRef } from './account.ts';

/**
 * A partition's name begins with the class of what it holds, because IAM can tell partitions apart (`dynamodb:LeadingKeys`) but not the
 * items within one: a function that reads orders need not be able to read sealed keys.
 */
type ItemClass = 'ACCOUNT' | 'ORDER' | 'TRANSFER' | 'LEDGER';

/** Tenant names come from an identity provider and may hold anything; encoded, none can spell another's key. */
function partition(itemClass: ItemClass, { tenant, accountId }: AccountRef): string {
  return `${itemClass}#${encodeURIComponent(tenant)}#${accountId}`;
}

/** The account record: sealed keys and nonce counters. */
export function accountKey(ref: AccountRef) {
  return { pk: { S: partition('ACCOUNT', ref) }, sk: { S: 'ACCOUNT' } };
}

/** The account's journals. */
export function orderPartition(ref: AccountRef): string {
  return partition('ORDER', ref);
}
export function transferPartition(ref: AccountRef): string {
  return partition('TRANSFER', ref);
}

/** What the exchange's books say of the account, and how far they were read. */
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

const shardCount = 16;
function shardName(exchange: ExchangeId, shard: number): string {
  return `ACCOUNTS#${exchange}#${String(shard).padStart(2, '0')}`;
}

/** The partitions of the index `accounts` that hold an exchange's accounts. */
export function accountShards(exchange: ExchangeId): string[] {
  return Array.from({ length: shardCount }, (_, shard) => shardName(exchange, shard));
}

/** An account's keys in the index `accounts`, which has those that can be pulled. */
export function accountIndexKey(ref: AccountRef, exchange: ExchangeId) {
  const accountKey = `${encodeURIComponent(ref.tenant)}#${ref.accountId}`;
  const shard = createHash('sha256').update(accountKey).digest().readUInt32BE() % shardCount;
  return { accountShard: shardName(exchange, shard), accountKey };
}

/** Whose entry of the index it is: an encoded tenant holds no `#`. */
export function refFromIndexKey(accountKey: string): AccountRef {
  const mark = accountKey.indexOf('#');
  return { tenant: decodeURIComponent(accountKey.slice(0, mark)), accountId: accountKey.slice(mark + 1) };
}
