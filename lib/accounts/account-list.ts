import { BatchGetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { requireKnownShape } from '../aws/stored-shape.ts';
import type { Item } from '../aws/table-item.ts';
import type { Account } from './account.ts';
import { fromItem } from './account-store.ts';
import { accountKey, tenantPartition } from './partitions.ts';

/** One page of the tenant's accounts, by id. Entries without an account (see createAccount) are left out. */
export async function listAccounts(
  tenant: string,
  limit: number,
  after: string | null,
): Promise<{ accounts: Account[]; next: string | null }> {
  const page = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      KeyConditionExpression: 'pk = :pk AND sk > :after',
      ExpressionAttributeValues: { ':pk': { S: tenantPartition(tenant) }, ':after': { S: `ACCOUNT#${after ?? ''}` } },
      Limit: limit,
      ConsistentRead: true,
    }),
  );
  const ids = (page.Items ?? []).map(idOf);
  const next = page.LastEvaluatedKey === undefined ? null : (ids.at(-1) ?? null);
  return { accounts: await readMany(tenant, ids), next };
}

function idOf(entry: Item): string {
  requireKnownShape(entry);
  return entry.accountId?.S ?? '';
}

async function readMany(tenant: string, ids: string[]): Promise<Account[]> {
  if (ids.length === 0) return [];
  const found = new Map<string, Account>();
  let keys = ids.map((accountId) => accountKey({ tenant, accountId }));
  while (keys.length > 0) {
    const answer = await dynamodb().send(
      new BatchGetItemCommand({ RequestItems: { [env.table]: { Keys: keys, ConsistentRead: true } } }),
    );
    for (const item of answer.Responses?.[env.table] ?? []) {
      const accountId = item.accountId?.S ?? '';
      found.set(accountId, fromItem({ tenant, accountId }, item));
    }
    keys = (answer.UnprocessedKeys?.[env.table]?.Keys ?? []) as typeof keys;
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}
