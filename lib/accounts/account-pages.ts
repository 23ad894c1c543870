import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { ExchangeId } from '../exchanges/exchanges.ts';
import type { AccountRef } from './account.ts';
import { accountShards, refFromIndexKey, tenantPartition } from './partitions.ts';

/** All accounts of a tenant, or all accounts with keys of an exchange. */
export type AccountScope = { readonly tenant: string } | { readonly exchange: ExchangeId };

export interface AccountRefs {
  readonly refs: readonly AccountRef[];
  /** Where the next page goes on; null behind the last account. */
  readonly next: string | null;
}

/** A page of the accounts, in an order that stays. An entry may have no account (see createAccount). */
export function accountPage(scope: AccountScope, after: string | null, limit: number): Promise<AccountRefs> {
  return 'tenant' in scope ? ofTenant(scope.tenant, after, limit) : ofExchange(scope.exchange, after, limit);
}

const entryPrefix = 'ACCOUNT#';

async function ofTenant(tenant: string, after: string | null, limit: number): Promise<AccountRefs> {
  const { Items = [], LastEvaluatedKey } = await query({
    KeyConditionExpression: 'pk = :pk AND sk > :after',
    ExpressionAttributeValues: {
      ':pk': { S: tenantPartition(tenant) },
      ':after': { S: `${entryPrefix}${after ?? ''}` },
    },
    ProjectionExpression: 'sk',
    ConsistentRead: true,
    Limit: limit,
  });
  const ids = Items.map(({ sk }) => (sk?.S ?? '').slice(entryPrefix.length));
  const next = LastEvaluatedKey === undefined ? null : (ids.at(-1) ?? null);
  return { refs: ids.map((accountId) => ({ tenant, accountId })), next };
}

/** Shard after shard of the index. The index lags behind the table by a moment. */
async function ofExchange(exchange: ExchangeId, after: string | null, limit: number): Promise<AccountRefs> {
  const shards = accountShards(exchange);
  const [, number = '0', key = ' '] = /^(\d+):(.*)$/s.exec(after ?? '') ?? [];
  const refs: AccountRef[] = [];
  for (let index = Number(number), last = key; index < shards.length; index += 1, last = ' ') {
    const { Items = [], LastEvaluatedKey } = await query({
      IndexName: 'accounts',
      KeyConditionExpression: 'accountShard = :shard AND accountKey > :after',
      ExpressionAttributeValues: { ':shard': { S: shards[index] ?? '' }, ':after': { S: last } },
      Limit: limit - refs.length,
    });
    const keys = Items.map(({ accountKey }) => accountKey?.S ?? '');
    refs.push(...keys.map(refFromIndexKey));
    if (LastEvaluatedKey !== undefined) return { refs, next: `${index}:${keys.at(-1) ?? last}` };
    if (refs.length >= limit) return { refs, next: index + 1 < shards.length ? `${index + 1}: ` : null };
  }
  return { refs, next: null };
}

function query(terms: Omit<QueryCommandInput, 'TableName'>) {
  return dynamodb().send(new QueryCommand({ TableName: env.table, ...terms }));
}
