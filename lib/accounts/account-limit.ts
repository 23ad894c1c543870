import { ConditionalCheckFailedException, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { sharedNow } from '../aws/clock.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import type { Item } from '../aws/table-item.ts';
import { OemsError } from '../errors.ts';
import type { AccountRef, Registration } from './account.ts';
import { accountsOf } from './account-list.ts';
import { isOf } from './account-store.ts';
import { tenantEntryKey, tenantPartition } from './partitions.ts';

/** A registration ends within 30 s. An older list entry without an account was left by a call that died. */
const registrationMs = 15 * 60_000;

/**
 * Called between the list entry and the account: of all registrations that ran at once, the last to write an entry counts all of them, so the
 * limit holds without a counter that could drift. Two registrations for the last place may both be refused. Throws LIMIT_REACHED.
 */
export async function refuseBeyondLimit(tenant: string, now = sharedNow()): Promise<void> {
  const limit = env.accountsPerTenant;
  if (limit === null) return;
  const entries = await listEntries(tenant);
  if (entries.length <= limit) return;
  const left = entries.length - (await forgetAbandoned(tenant, entries, now));
  if (left > limit) throw limitReached(limit);
}

/**
 * Called before the keys are checked: a registration that has no place asks no exchange. Reads only, so registrations at once may all pass, and
 * `refuseBeyondLimit` decides. Throws LIMIT_REACHED.
 */
export async function refuseFull({ tenant, accountId }: AccountRef, now = sharedNow()): Promise<void> {
  const limit = env.accountsPerTenant;
  if (limit === null) return;
  const others = (await listEntries(tenant)).filter((entry) => entry.accountId !== accountId);
  if (others.length < limit) return;
  const left = others.length - (await forgetAbandoned(tenant, others, now));
  if (left >= limit) throw limitReached(limit);
}

export function limitReached(limit: number): OemsError {
  return new OemsError(
    'LIMIT_REACHED',
    `this deployment takes ${limit} exchange accounts from a tenant; delete an account, or ask the operator for a higher accountsPerTenant`,
  );
}

interface Entry extends Registration {
  readonly enteredAt: number;
}

async function listEntries(tenant: string): Promise<Entry[]> {
  const pages = queryPages({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :accounts)',
    ExpressionAttributeValues: { ':pk': { S: tenantPartition(tenant) }, ':accounts': { S: 'ACCOUNT#' } },
    ProjectionExpression: 'sk, registrationId, enteredAt',
    ConsistentRead: true,
  });
  const entries: Entry[] = [];
  for await (const items of pages)
    for (const { sk, registrationId, enteredAt } of items)
      entries.push({
        ...{ tenant, accountId: (sk?.S ?? '').slice('ACCOUNT#'.length) },
        ...{ registrationId: registrationId?.S, enteredAt: Number(enteredAt?.N ?? 0) },
      });
  return entries;
}

/** The number of entries that went. An entry that a newer registration has written meanwhile stays. */
async function forgetAbandoned(tenant: string, entries: readonly Entry[], now: number): Promise<number> {
  const old = entries.filter(({ enteredAt }) => enteredAt < now - registrationMs);
  const kept = await accountsOf(
    tenant,
    old.map(({ accountId }) => accountId),
  );
  const living = new Set(kept.map(({ accountId }) => accountId));
  const abandoned = old.filter(({ accountId }) => !living.has(accountId));
  const gone = await Promise.all(abandoned.map((entry) => isStill(new DeleteItemCommand(conditional(entry)))));
  return gone.filter((went) => went).length;
}

/**
 * A refused registration leaves the list as the list was. `replaced` is the entry that the registration found: another call may be at work on the same
 * account. An entry of the same registration means a repeated write: the state before is unknown, so the entry stays and grows old.
 */
export async function takeBack(account: Registration, replaced: Item | undefined): Promise<void> {
  if (replaced === undefined) await isStill(new DeleteItemCommand(conditional(account)));
  else if (replaced.registrationId?.S !== account.registrationId) {
    const { Key: _key, ...condition } = conditional(account);
    await isStill(new PutItemCommand({ ...condition, Item: replaced }));
  }
}

function conditional(account: Registration) {
  const { condition, values } = isOf(account);
  return {
    TableName: env.table,
    Key: tenantEntryKey(account),
    ConditionExpression: condition,
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}

/** False where another registration has the entry by now. */
async function isStill(command: DeleteItemCommand | PutItemCommand): Promise<boolean> {
  try {
    await dynamodb().send(command as PutItemCommand);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
