import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { Item } from '../aws/table-item.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { KeyReport } from '../exchanges/model/key-report.ts';
import { appending } from '../outbox/outbox.ts';
import type { AccountRef, FailedChecks, SealedCredential } from './account.ts';
import { keyWarning } from './key-changes.ts';
import { accountKey } from './partitions.ts';
import { acceptsWithdraw } from './trading-key.ts';

/** What a check tells of a key and the account keeps. */
export type CheckedFacts = Pick<
  SealedCredential,
  'verification' | 'permissions' | 'canWithdraw' | 'allowWithdraw' | 'nonceWindow' | 'times' | 'addresses' | 'checkedAt'
>;

/**
 * The consent to withdrawals stays as the owner gave it: a right that the exchange adds later is no consent. What the exchange does not tell this
 * time stays as it was told before: an answer that cannot be read takes no right from a key.
 */
export function factsFrom(before: SealedCredential, report: KeyReport, checkedAt: number): CheckedFacts {
  return {
    ...{ verification: 'verified', allowWithdraw: acceptsWithdraw(before), checkedAt },
    permissions: report.permissions ?? before.permissions,
    canWithdraw: report.canWithdraw ?? before.canWithdraw,
    nonceWindow: report.nonceWindow ?? before.nonceWindow,
    times: report.times ?? before.times ?? null,
    addresses: report.addresses ?? before.addresses ?? null,
  };
}

/**
 * Writes the facts beside the key, with the warnings for the list of events, in one write. Nothing is written where the key was replaced, or
 * a second check was faster: then the facts of the faster check stand, and nothing is told twice.
 */
export function writeChecked(
  ref: AccountRef,
  slot: KeySlot,
  before: SealedCredential,
  facts: CheckedFacts,
  warnings: readonly string[],
): Promise<'written' | 'overtaken'> {
  const { assignments, names, given } = partsOf(facts);
  const [update, gone] = [`SET ${assignments.join(', ')}`, ' REMOVE #key.#slot.#failedChecks'];
  const terms = { names: { ...names, '#failedChecks': 'failedChecks' }, given, warnings };
  return write(ref, slot, before, { set: update, remove: gone, ...terms });
}

/** Writes that a check had no good answer, with the warnings, under the same condition. */
export function writeFailedCheck(
  ref: AccountRef,
  slot: KeySlot,
  before: SealedCredential,
  failed: FailedChecks,
  warnings: readonly string[],
): Promise<'written' | 'overtaken'> {
  const given = { ':failed': { M: marshall(failed) } };
  const names = { '#failedChecks': 'failedChecks' };
  return write(ref, slot, before, {
    set: 'SET #key.#slot.#failedChecks = :failed',
    remove: '',
    names,
    given,
    warnings,
  });
}

interface Terms {
  readonly set: string;
  readonly remove: string;
  readonly names: Readonly<Record<string, string>>;
  readonly given: Item;
  readonly warnings: readonly string[];
}

async function write(
  ref: AccountRef,
  slot: KeySlot,
  before: SealedCredential,
  terms: Terms,
): Promise<'written' | 'overtaken'> {
  const { set, add, values } = appending(ref.tenant, keyWarning(ref, terms.warnings));
  const place = '#key.#slot.#checkedAt';
  const seen = before.checkedAt === undefined ? `attribute_not_exists(${place})` : `${place} = :seen`;
  const known: Item = before.checkedAt === undefined ? {} : { ':seen': { N: String(before.checkedAt) } };
  const fixed = { '#key': 'credentials', '#slot': slot, '#version': 'version', '#checkedAt': 'checkedAt' };
  try {
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: accountKey(ref),
        UpdateExpression: `${terms.set}${set}${terms.remove}${add}`,
        ConditionExpression: `#key.#slot.#version = :version AND ${seen}`,
        ExpressionAttributeNames: { ...fixed, ...terms.names },
        ExpressionAttributeValues: { ':version': { S: before.version }, ...terms.given, ...known, ...values },
      }),
    );
    return 'written';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'overtaken';
    throw error;
  }
}

function partsOf(facts: CheckedFacts) {
  const entries = Object.entries(marshall(facts));
  return {
    assignments: entries.map(([name]) => `#key.#slot.#${name} = :${name}`),
    names: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    given: Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
  };
}
