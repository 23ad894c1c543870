import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { DecimalString } from '../decimal.ts';
import { OemsError } from '../errors.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { Item } from '../nonce/nonce-counter.ts';
import type { NonceScale } from '../nonce/nonce-scale.ts';
import type { Account, AccountRef, Registration, SealedCredential } from './account.ts';
import { accountIndexKey, accountKey, tenantEntryKey } from './partitions.ts';

/** A new credential and where its nonces start. */
export interface CredentialChange {
  readonly credential: SealedCredential;
  /** Null for exchanges without nonces. */
  readonly nonce: { readonly seed: string; readonly scale: NonceScale } | null;
}

/** The same answer for a missing account and for somebody else's. */
export function accountNotFound(): OemsError {
  return new OemsError('NOT_FOUND', 'exchange account not found');
}

/** DynamoDB's numbers hold 38 digits, JavaScript's 16: counters stay text. */
export function fromItem(ref: AccountRef, item: Item): Account {
  const record = unmarshall(item, { wrapNumbers: (text) => text });
  return {
    ...ref,
    registrationId: record.registrationId,
    exchange: record.exchange,
    tradingState: record.tradingState,
    tradingStateWrite: record.tradingStateWrite,
    credentials: mapValues(record.credentials, (credential) => ({ ...credential, setAt: Number(credential.setAt) })),
    nonceScales: record.nonceScales,
    leverages: record.leverages,
    createdAt: Number(record.createdAt),
  };
}

function mapValues(
  values: Record<string, SealedCredential>,
  change: (value: SealedCredential) => SealedCredential,
): Record<string, SealedCredential> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

export async function readAccount(ref: AccountRef): Promise<Account> {
  const { Item } = await dynamodb().send(
    new GetItemCommand({ TableName: env.table, Key: accountKey(ref), ConsistentRead: true }),
  );
  if (Item === undefined) throw accountNotFound();
  return fromItem(ref, Item);
}

/**
 * The list entry first, then the account: a crash between them leaves an entry without an account, which lists skip and a second
 * registration completes. The other order could leave an account with keys that no list shows.
 */
export async function createAccount(
  account: Account,
  changes: Readonly<Record<KeySlot, CredentialChange>>,
): Promise<void> {
  await putEntry(account);
  const { tenant: _tenant, ...record } = account;
  const nonces = Object.entries(changes).flatMap(([slot, { nonce }]) =>
    nonce === null ? [] : [[slot, { N: nonce.seed }] as const],
  );
  const item = {
    ...accountKey(account),
    ...marshall({ ...record, ...accountIndexKey(account, account.exchange) }, { removeUndefinedValues: true }),
    nonces: { M: Object.fromEntries(nonces) },
  };
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (isSameWrite(error.Item, account)) return;
    // The entry is the first registration's again: it goes with that account, not with this one.
    await putEntry({ ...account, registrationId: error.Item?.registrationId?.S });
    throw accountExists(account.accountId);
  }
}

async function putEntry(account: Registration): Promise<void> {
  const { accountId, registrationId } = account;
  const Item = {
    ...tenantEntryKey(account),
    ...marshall({ accountId, registrationId }, { removeUndefinedValues: true }),
  };
  await dynamodb().send(new PutItemCommand({ TableName: env.table, Item }));
}

/** The SDK repeats a write whose answer was lost, and meets its own record: versions are unique to the write. */
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

/** Holds for the account of this registration alone, whoever has its name by now. */
export function isOf({ registrationId }: Registration): { condition: string; values: Item } {
  return registrationId === undefined
    ? { condition: 'attribute_not_exists(registrationId)', values: {} }
    : { condition: 'registrationId = :registration', values: { ':registration': { S: registrationId } } };
}

/**
 * Sets and clears credentials in one write: the next call anywhere sees all of the change or nothing of it. It (re)enters the account
 * into the index of those to pull, which destroyKeys takes it out of. Checking keys takes seconds: the name may be another account's by
 * now.
 */
export async function changeCredentials(
  account: Registration & Pick<Account, 'exchange'>,
  changes: Readonly<Record<KeySlot, CredentialChange | 'clear'>>,
): Promise<Account> {
  const { accountShard, accountKey: indexKey } = accountIndexKey(account, account.exchange);
  const sets = ['accountShard = :shard', 'accountKey = :indexKey'];
  const removes: string[] = [];
  const { condition, values: registration } = isOf(account);
  const values: Item = { ':shard': { S: accountShard }, ':indexKey': { S: indexKey }, ...registration };
  const names: Record<string, string> = {};
  for (const [slot, change] of Object.entries(changes)) {
    names[`#${slot}`] = slot;
    const nonce = change === 'clear' ? null : change.nonce;
    if (change === 'clear') removes.push(`credentials.#${slot}`);
    else {
      sets.push(`credentials.#${slot} = :credential_${slot}`);
      values[`:credential_${slot}`] = { M: marshall(change.credential) };
    }
    if (nonce === null) removes.push(`nonces.#${slot}`, `nonceScales.#${slot}`);
    else {
      sets.push(`nonces.#${slot} = :seed_${slot}`, `nonceScales.#${slot} = :scale_${slot}`);
      Object.assign(values, { [`:seed_${slot}`]: { N: nonce.seed }, [`:scale_${slot}`]: { S: nonce.scale } });
    }
  }
  const remove = removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : '';
  return updateAccount(
    account,
    `SET ${sets.join(', ')}${remove}`,
    names,
    values,
    `attribute_exists(pk) AND ${condition}`,
  );
}

/** Remembers the leverage last set, which isolated margin falls back to. */
export function rememberLeverage(ref: AccountRef, symbol: string, leverage: DecimalString): Promise<Account> {
  return updateAccount(
    ref,
    'SET leverages.#symbol = :leverage',
    { '#symbol': symbol },
    { ':leverage': { S: leverage } },
  );
}

/** Writes to an account's record where `condition` holds; NOT_FOUND otherwise. */
export async function updateAccount(
  ref: AccountRef,
  expression: string,
  names: Record<string, string>,
  values: Item,
  condition = 'attribute_exists(pk)',
): Promise<Account> {
  try {
    const { Attributes = {} } = await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: accountKey(ref),
        UpdateExpression: expression,
        ConditionExpression: condition,
        ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return fromItem(ref, Attributes);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw accountNotFound();
    throw error;
  }
}

/** Removes every credential, halts trading and ends the pulls in one write. */
export function destroyKeys(account: Registration): Promise<Account> {
  const { condition, values } = isOf(account);
  return updateAccount(
    account,
    'SET tradingState = :halted, credentials = :none, nonces = :none, nonceScales = :none REMOVE accountShard, accountKey',
    {},
    { ':halted': { S: 'HALTED' }, ':none': { M: {} }, ...values },
    `attribute_exists(pk) AND ${condition}`,
  );
}

/** The list entry, then the record: until the record is gone, an interrupted deletion can be asked for again. */
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
    // It has gone already, and what is there now is another account's.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
