import { ConditionalCheckFailedException, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { requireKnownShape } from '../aws/stored-shape.ts';
import type { Item } from '../aws/table-item.ts';
import type { DecimalString } from '../decimal.ts';
import { OemsError } from '../errors.ts';
import type { KeyTimes } from '../exchanges/model/key-report.ts';
import type { Account, AccountRef, FailedChecks, PendingHalt, Registration, SealedCredential } from './account.ts';
import { accountKey } from './partitions.ts';
import { stateAfterRestore } from './restored.ts';

/** The same answer for a missing account and for another tenant's account. */
export function accountNotFound(): OemsError {
  const message = 'exchange account not found; GET /delegation/exchange-accounts lists the registered ones';
  return new OemsError('NOT_FOUND', message, { details: [{ field: 'exchange_account_id', message }] });
}

/** DynamoDB's numbers hold 38 digits and JavaScript's 16, so counters stay text. */
export function fromItem(ref: AccountRef, item: Item): Account {
  requireKnownShape(item);
  const record = unmarshall(item, { wrapNumbers: (text) => text });
  const times = { createdAt: Number(record.createdAt), ...liftedIn(record) };
  return {
    ...ref,
    registrationId: record.registrationId,
    exchange: record.exchange,
    tradingState: stateAfterRestore(times, record.tradingState),
    tradingStateWrite: record.tradingStateWrite,
    ...(record.stoppedFrom === undefined ? {} : { stoppedFrom: record.stoppedFrom }),
    ...(record.haltId === undefined ? {} : { halt: haltFrom(record) }),
    credentials: mapValues(record.credentials, withNumbers),
    remembersKeys: record.remembersKeys,
    changedKeys: record.changedKeys,
    nonceScales: record.nonceScales,
    leverages: record.leverages,
    ...times,
    ...(record.eventsPurgedTo === undefined ? {} : { eventsPurgedTo: Number(record.eventsPurgedTo) }),
  };
}

function haltFrom({ haltId, haltAskedAt, haltCloses, haltRounds }: Record<string, unknown>): PendingHalt {
  return {
    id: String(haltId),
    askedAt: Number(haltAskedAt),
    closesPositions: haltCloses === true,
    rounds: Number(haltRounds),
  };
}

function liftedIn({ lifted }: Readonly<Record<string, Account['lifted']>>): Pick<Account, 'lifted'> {
  return lifted === undefined ? {} : { lifted: { to: Number(lifted.to), at: Number(lifted.at) } };
}

function withNumbers({ times, hold, failedChecks, ...credential }: SealedCredential): SealedCredential {
  return {
    ...credential,
    ...(hold === undefined ? {} : { hold: { ...hold, until: Number(hold.until) } }),
    ...(times === undefined ? {} : { times: times === null ? null : timesFrom(times) }),
    ...(failedChecks === undefined ? {} : { failedChecks: failuresFrom(failedChecks) }),
    ...(credential.checkedAt === undefined ? {} : { checkedAt: Number(credential.checkedAt) }),
    setAt: Number(credential.setAt),
  };
}

function failuresFrom({ count, since, at, code }: FailedChecks): FailedChecks {
  return { count: Number(count), since: Number(since), at: Number(at), code };
}

function timesFrom({ readsFrom, readsUntil, expiresAt }: KeyTimes): KeyTimes {
  const moment = (stored: number | null) => (stored === null ? null : Number(stored));
  return { readsFrom: moment(readsFrom), readsUntil: moment(readsUntil), expiresAt: moment(expiresAt) };
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

/** Null for an account that is not there. */
export function readIfThere(ref: AccountRef): Promise<Account | null> {
  return readAccount(ref).catch((error: unknown) => {
    if (error instanceof OemsError && error.code === 'NOT_FOUND') return null;
    throw error;
  });
}

/** The condition that a record belongs to this registration, whatever account has the id now. */
export function isOf({ registrationId }: Registration): { condition: string; values: Item } {
  return registrationId === undefined
    ? { condition: 'attribute_not_exists(registrationId)', values: {} }
    : { condition: 'registrationId = :registration', values: { ':registration': { S: registrationId } } };
}

/** Remembers the leverage set last: isolated margin falls back to that leverage. */
export function rememberLeverage(ref: AccountRef, symbol: string, leverage: DecimalString): Promise<Account> {
  return updateAccount(
    ref,
    'SET leverages.#symbol = :leverage',
    { '#symbol': symbol },
    { ':leverage': { S: leverage } },
  );
}

/** A list of events may be longer than one call of a purge can read. */
export function keepEventsPurged(account: Registration, slot: number): Promise<Account> {
  const { condition, values } = isOf(account);
  const written = { ...values, ':slot': { N: String(slot) } };
  return updateAccount(account, 'SET eventsPurgedTo = :slot', {}, written, `attribute_exists(pk) AND ${condition}`);
}

/** Writes to the record of an account if `condition` holds; NOT_FOUND otherwise. */
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
