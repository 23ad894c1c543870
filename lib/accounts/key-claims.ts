import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException, DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { sharedNow } from '../aws/clock.ts';
import { env } from '../aws/env.ts';
import { requireKnownShape, shape } from '../aws/stored-shape.ts';
import type { Item } from '../aws/table-item.ts';
import { isKeyDenied } from '../errors.ts';
import type { ExchangeId } from '../exchanges/exchanges.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { Account, Registration, SealedCredential } from './account.ts';
import { accountsOf } from './account-list.ts';
import { accountKey, claimKey } from './partitions.ts';

/**
 * One exchange key belongs to one tenant of the deployment. With two tenants a halt would stop one of them, and requests of two nonce counters would
 * be refused. Accounts of the same tenant may share a key, and are told (shared-keys.ts). The claim of the key is written before the account. A claim
 * whose call has died heals itself: a call that meets a foreign claim asks whether an account there still has the key.
 */

/** A digest of the public half, under a word of its own: nothing else in the table can be compared with the digest. */
export function claimDigest(exchange: ExchangeId, slot: KeySlot, publicField: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['oems key claim', exchange, slot, publicField]))
    .digest('hex');
}

/** A registration ends within 30 s. An older claim without an account was left by a call that died. */
const registrationMs = 15 * 60_000;

/** Two registrations under one id are two holders. */
function holderOf({ accountId, registrationId = '' }: Registration): string {
  return `${accountId}#${registrationId}`;
}

/** True once the key is the tenant's, or everybody's; false where an account of another tenant has the key. */
export async function takeClaim(account: Registration, digest: string): Promise<boolean> {
  const present = await write(digest, {
    UpdateExpression: 'SET tenant = :tenant, claimedAt = :now, shape = :shape ADD holders :holder',
    ConditionExpression: 'attribute_not_exists(holders) OR tenant = :tenant',
    ExpressionAttributeValues: valuesOf(account),
  });
  if (present === null || env.sharesKeys) return true;
  return !(await isHeld(present, digest)) && replace(account, digest, present);
}

/** An account has the key of the claim, or may have the key in a moment. */
async function isHeld(present: Item, digest: string): Promise<boolean> {
  requireKnownShape(present);
  if (Number(present.claimedAt?.N) > sharedNow() - registrationMs) return true;
  const tenant = present.tenant?.S ?? '';
  const holders = present.holders?.SS ?? [];
  const accounts = await accountsOf(tenant, [...new Set(holders.map((holder) => holder.split('#')[0] ?? ''))]);
  return accounts.some((account) => holders.includes(holderOf(account)) && hasKey(account, digest));
}

function hasKey({ credentials }: Account, digest: string): boolean {
  return Object.values(credentials).some((key) => key.claim === digest && !isNobodys(key));
}

/**
 * Who knows the public half of a key can register an invented secret without a check. The exchange has refused an invented key, and never accepted
 * the key.
 */
function isNobodys({ verification, failedChecks }: SealedCredential): boolean {
  return verification !== 'verified' && isKeyDenied(failedChecks);
}

/** False where the claim has changed since it was read. */
async function replace(account: Registration, digest: string, present: Item): Promise<boolean> {
  const { tenant: former = { S: '' }, claimedAt = { N: '0' } } = present;
  const left = await write(digest, {
    UpdateExpression: 'SET tenant = :tenant, claimedAt = :now, shape = :shape, holders = :holder',
    ConditionExpression: 'tenant = :former AND claimedAt = :seen',
    ExpressionAttributeValues: { ...valuesOf(account), ':former': former, ':seen': claimedAt },
  });
  return left === null;
}

function valuesOf(account: Registration): Item {
  return {
    ':tenant': { S: account.tenant },
    ':now': { N: String(sharedNow()) },
    ':shape': { N: String(shape) },
    ':holder': { SS: [holderOf(account)] },
  };
}

type Terms = Pick<
  ConstructorParameters<typeof UpdateItemCommand>[0],
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'
>;

/** Null after the write, otherwise the claim that kept the condition from holding. */
async function write(digest: string, terms: Terms): Promise<Item | null> {
  const key = { TableName: env.table, Key: claimKey(digest) };
  try {
    await dynamodb().send(new UpdateItemCommand({ ...key, ...terms, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }));
    return null;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
    throw error;
  }
}

/** The digests of the keys that an account holds. Credentials of earlier releases have none before their daily check. */
export function claimsIn({ credentials }: Pick<Account, 'credentials'>): string[] {
  return Object.values(credentials).flatMap(({ claim }) => (claim === undefined ? [] : [claim]));
}

/** The key is free for every tenant once its last account is gone. */
export async function freeClaims(account: Registration, digests: readonly string[]): Promise<void> {
  for (const digest of digests) {
    const mine = { ':tenant': { S: account.tenant }, ':holder': { SS: [holderOf(account)] } };
    const other = await write(digest, {
      UpdateExpression: 'DELETE holders :holder',
      ConditionExpression: 'tenant = :tenant',
      ExpressionAttributeValues: mine,
    });
    if (other === null) await forgetFree(digest);
  }
}

/** A claim without a holder would keep the name of a tenant that is gone. */
async function forgetFree(digest: string): Promise<void> {
  const key = { TableName: env.table, Key: claimKey(digest) };
  try {
    await dynamodb().send(new DeleteItemCommand({ ...key, ConditionExpression: 'attribute_not_exists(holders)' }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** Notes the claim beside a key of an earlier release. Writes nothing where the key was replaced meanwhile. */
export async function writeClaim(account: Registration, slot: KeySlot, version: string, digest: string): Promise<void> {
  const terms = {
    UpdateExpression: 'SET credentials.#slot.#claim = :claim',
    ConditionExpression: 'credentials.#slot.#version = :version',
    ExpressionAttributeNames: { '#slot': slot, '#claim': 'claim', '#version': 'version' },
    ExpressionAttributeValues: { ':claim': { S: digest }, ':version': { S: version } },
  };
  try {
    await dynamodb().send(new UpdateItemCommand({ TableName: env.table, Key: accountKey(account), ...terms }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
