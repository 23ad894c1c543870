import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import { keysPerRequest, readItems } from '../aws/read-items.ts';
import { requireKnownShape } from '../aws/stored-shape.ts';
import type { Item } from '../aws/table-item.ts';
import { invalidField } from '../errors.ts';
import type { Account } from './account.ts';
import { fromItem } from './account-store.ts';
import { accountKey, tenantPartition } from './partitions.ts';

/**
 * The ids of all accounts of the tenant, page by page, by the keys of the list's entries, which no release changes. An entry may have no
 * account (see createAccount).
 */
export async function* accountIdsOf(tenant: string): AsyncGenerator<string[]> {
  const pages = queryPages({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :accounts)',
    ExpressionAttributeValues: { ':pk': { S: tenantPartition(tenant) }, ':accounts': { S: entryPrefix } },
    ProjectionExpression: 'pk, sk',
    ConsistentRead: true,
  });
  for await (const entries of pages) yield entries.map(({ sk }) => (sk?.S ?? '').slice(entryPrefix.length));
}

const entryPrefix = 'ACCOUNT#';

/**
 * The ids of the tenant's accounts whose list entry has a mark of the set, or a mark of a found account. An entry keeps the marks of former keys too.
 */
export async function accountsWithMarks(tenant: string, marks: ReadonlySet<string>): Promise<string[]> {
  const pages = queryPages({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :accounts)',
    ExpressionAttributeValues: { ':pk': { S: tenantPartition(tenant) }, ':accounts': { S: entryPrefix } },
    ProjectionExpression: 'sk, marks',
    ConsistentRead: true,
  });
  const marked: Marked[] = [];
  for await (const entries of pages)
    for (const { sk, marks: own } of entries)
      if (own?.SS !== undefined) marked.push({ id: (sk?.S ?? '').slice(entryPrefix.length), marks: own.SS });
  return idsReached(marked, new Set(marks));
}

interface Marked {
  readonly id: string;
  readonly marks: readonly string[];
}

function idsReached(marked: readonly Marked[], marks: Set<string>): string[] {
  const reached = new Set<string>();
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const { id, marks: own } of marked)
      if (!reached.has(id) && own.some((mark) => marks.has(mark))) {
        reached.add(id);
        for (const mark of own) marks.add(mark);
      }
  }
  return [...reached];
}

/** The accounts with these ids; an id without an account is left out. */
export async function accountsOf(tenant: string, ids: readonly string[]): Promise<Account[]> {
  const found: Account[] = [];
  for (let start = 0; start < ids.length; start += keysPerRequest)
    found.push(...(await readMany(tenant, ids.slice(start, start + keysPerRequest))));
  return found;
}

/** One page of the tenant's accounts, by id. Entries without an account (see createAccount) are left out. */
export async function listAccounts(
  tenant: string,
  limit: number,
  cursor: string | null,
): Promise<{ accounts: Account[]; next: string | null }> {
  const after = cursor === null ? '' : idAfter(cursor);
  const page = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      KeyConditionExpression: 'pk = :pk AND sk > :after',
      ExpressionAttributeValues: { ':pk': { S: tenantPartition(tenant) }, ':after': { S: `${entryPrefix}${after}` } },
      Limit: limit,
      ConsistentRead: true,
    }),
  );
  const ids = (page.Items ?? []).map(idOf);
  const last = ids.at(-1);
  const next = page.LastEvaluatedKey === undefined || last === undefined ? null : `after:${last}`;
  return { accounts: await readMany(tenant, ids), next };
}

/** Throws INVALID_REQUEST for a cursor that no answer gave. */
function idAfter(cursor: string): string {
  const [, id] = /^after:([A-Za-z0-9_-]{1,64})$/.exec(cursor) ?? [];
  if (id === undefined) throw invalidField('cursor', 'must be next_cursor of an answer to the same question');
  return id;
}

function idOf(entry: Item): string {
  requireKnownShape(entry);
  return entry.accountId?.S ?? '';
}

async function readMany(tenant: string, ids: readonly string[]): Promise<Account[]> {
  const items = await readItems(ids.map((accountId) => accountKey({ tenant, accountId })));
  const found = new Map(
    items.map((item) => {
      const accountId = item.accountId?.S ?? '';
      return [accountId, fromItem({ tenant, accountId }, item)] as const;
    }),
  );
  return ids.flatMap((id) => found.get(id) ?? []);
}
