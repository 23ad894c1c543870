import { ConditionalCheckFailedException, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { shape } from '../aws/stored-shape.ts';
import type { Item } from '../aws/table-item.ts';
import { OemsError } from '../errors.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import { outboxWith } from '../outbox/outbox.ts';
import type { Account, Registration } from './account.ts';
import { isOf } from './account-store.ts';
import type { CredentialChange } from './change-credentials.ts';
import { keyWarning, risksOf } from './key-changes.ts';
import { accountIndexKey, accountKey, tenantEntryKey } from './partitions.ts';

/**
 * The list entry first, then the account. A crash between the two leaves an entry without an account: lists skip the entry, and a second
 * registration completes the account. The other order could leave an account with keys that no list shows.
 */
export async function createAccount(
  account: Account,
  changes: Readonly<Record<KeySlot, CredentialChange>>,
): Promise<void> {
  await putListEntry(account);
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: itemOf(account, changes),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (isSameWrite(error.Item, account)) return;
    // The list entry must name the first registration again, or the deletion of that account would leave the entry behind.
    await putListEntry({ ...account, registrationId: error.Item?.registrationId?.S });
    throw accountExists(account.accountId);
  }
}

function itemOf(account: Account, changes: Readonly<Record<KeySlot, CredentialChange>>): Item {
  const { tenant: _tenant, ...record } = account;
  const nonces = Object.entries(changes).flatMap(([slot, { nonce }]) =>
    nonce === null ? [] : [[slot, { N: nonce.seed }] as const],
  );
  const risks = Object.entries(account.credentials).flatMap(([slot, key]) => risksOf(slot, key));
  const fields = { shape, ...record, ...accountIndexKey(account, account.exchange) };
  return {
    ...accountKey(account),
    ...marshall(fields, { removeUndefinedValues: true }),
    ...outboxWith(account.tenant, {}, keyWarning(account, risks)),
    nonces: { M: Object.fromEntries(nonces) },
  };
}

async function putListEntry(account: Registration): Promise<void> {
  const { accountId, registrationId } = account;
  const Item = {
    ...tenantEntryKey(account),
    ...marshall({ shape, accountId, registrationId }, { removeUndefinedValues: true }),
  };
  await dynamodb().send(new PutItemCommand({ TableName: env.table, Item }));
}

/** The SDK retries a write whose answer was lost and then meets its own record: credential versions are unique to the write. */
function isSameWrite(item: Item | undefined, account: Account): boolean {
  return Object.keys(account.credentials).some((slot) => {
    const version = account.credentials[slot]?.version;
    return version !== undefined && item?.credentials?.M?.[slot]?.M?.version?.S === version;
  });
}

export function accountExists(accountId: string): OemsError {
  return new OemsError(
    'ALREADY_EXISTS',
    `exchange account ${accountId} exists; change its keys with PUT /delegation/exchange-account/credentials`,
  );
}

/** The list entry, then the record: until the record is gone, an interrupted deletion can be requested again. */
export async function deleteAccount(account: Registration): Promise<void> {
  await deleteOf(account, tenantEntryKey(account));
  await deleteOf(account, accountKey(account));
}

async function deleteOf(account: Registration, Key: Item): Promise<void> {
  const { condition, values } = isOf(account);
  try {
    await dynamodb().send(
      new DeleteItemCommand({
        TableName: env.table,
        Key,
        ConditionExpression: condition,
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
      }),
    );
  } catch (error) {
    // The record has gone already, and the present one belongs to another account.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
