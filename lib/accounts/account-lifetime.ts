import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { currentCall } from '../aws/call-context.ts';
import { dynamodb } from '../aws/clients.ts';
import { sharedNow } from '../aws/clock.ts';
import { env } from '../aws/env.ts';
import { logFailure } from '../aws/log-failure.ts';
import { shape } from '../aws/stored-shape.ts';
import type { Item } from '../aws/table-item.ts';
import { OemsError } from '../errors.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import { outboxWith } from '../outbox/outbox.ts';
import type { Account, Registration } from './account.ts';
import { refuseBeyondLimit, takeBack } from './account-limit.ts';
import { isOf } from './account-store.ts';
import type { CredentialChange } from './change-credentials.ts';
import { keyWarning, risksOf } from './key-changes.ts';
import { accountIndexKey, accountKey, tenantEntryKey } from './partitions.ts';
import { marksOf } from './shared-keys.ts';

/**
 * The list entry first, then the account. A crash between the two leaves an entry without an account: lists skip the entry, and a second
 * registration completes the account. The other order could leave an account with keys that no list shows.
 */
export async function createAccount(
  account: Account,
  changes: Readonly<Record<KeySlot, CredentialChange>>,
): Promise<void> {
  await enterList(account);
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
    await putListEntry({ ...account, ...firstOf(error.Item) });
    throw accountExists(account.accountId);
  }
}

/** A refused registration leaves the list as the list was. An entry that cannot be taken back grows old and then counts no longer. */
async function enterList(account: ListEntry): Promise<void> {
  const replaced = await putListEntry(account);
  try {
    await refuseBeyondLimit(account.tenant);
  } catch (error) {
    await takeBack(account, replaced).catch((failure: unknown) => logFailure(failure, currentCall()));
    throw error;
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

/** Registration and keys of a record that is there already, in whatever shape a newer release has written it. */
function firstOf(item: Item | undefined): Pick<Account, 'registrationId' | 'credentials'> {
  const credentials = item?.credentials === undefined ? {} : unmarshall({ all: item.credentials }).all;
  return { registrationId: item?.registrationId?.S, credentials };
}

type ListEntry = Registration & Pick<Account, 'credentials'>;

/** The entry that was there before. */
async function putListEntry(account: ListEntry): Promise<Item | undefined> {
  const { accountId, registrationId } = account;
  const marks = new Set(marksOf(account));
  const Item = {
    ...tenantEntryKey(account),
    ...marshall({ shape, accountId, registrationId, enteredAt: sharedNow() }, { removeUndefinedValues: true }),
    ...(marks.size === 0 ? {} : { marks: { SS: [...marks] } }),
  };
  const { Attributes } = await dynamodb().send(
    new PutItemCommand({ TableName: env.table, Item, ReturnValues: 'ALL_OLD' }),
  );
  return Attributes;
}

/**
 * Adds the marks of new keys to the list entry, before the keys are written: a crash between the two writes leaves a mark too many, which
 * the record of the account corrects, and never a key without its mark. An account that has gone meanwhile has no entry.
 */
export async function addMarks(account: Registration, credentials: Account['credentials']): Promise<void> {
  const marks = marksOf({ credentials });
  if (marks.length === 0) return;
  const { condition, values } = isOf(account);
  try {
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: tenantEntryKey(account),
        UpdateExpression: 'ADD marks :marks',
        ConditionExpression: `attribute_exists(pk) AND ${condition}`,
        ExpressionAttributeValues: { ':marks': { SS: marks }, ...values },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
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

/**
 * The list entry, then the record: until the record is gone, an interrupted deletion can be requested again. The record stays while changes wait in
 * it for the list of events: with the record the changes would be lost. A record whose state is not `state` stays too.
 */
export async function deleteAccount(
  account: Registration,
  state?: Pick<Account, 'tradingState' | 'stoppedFrom'>,
): Promise<'deleted' | 'changes wait'> {
  await deleteOf(account, tenantEntryKey(account), isOf(account));
  return deleteOf(account, accountKey(account), withState(account, state));
}

/** The state whose trace is kept must be the state of the record that goes: a halt may come between the two. */
function withState(account: Registration, state?: Pick<Account, 'tradingState' | 'stoppedFrom'>) {
  const { condition, values } = isOf(account);
  if (state === undefined) return { condition, values };
  const { tradingState, stoppedFrom } = state;
  const from = stoppedFrom === undefined ? 'attribute_not_exists(stoppedFrom)' : 'stoppedFrom = :from';
  return {
    condition: `${condition} AND tradingState = :state AND ${from}`,
    values: {
      ...values,
      ':state': { S: tradingState },
      ...(stoppedFrom === undefined ? {} : { ':from': { S: stoppedFrom } }),
    },
  };
}

async function deleteOf(
  account: Registration,
  Key: Item,
  { condition, values }: ReturnType<typeof isOf>,
): Promise<'deleted' | 'changes wait'> {
  try {
    await dynamodb().send(
      new DeleteItemCommand({
        TableName: env.table,
        Key,
        ConditionExpression: `${condition} AND attribute_not_exists(changes)`,
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return 'deleted';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // An item of another registration: the record of this account has gone already.
    const isSame = error.Item !== undefined && error.Item.registrationId?.S === account.registrationId;
    return isSame ? 'changes wait' : 'deleted';
  }
}
