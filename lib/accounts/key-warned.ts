import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import { appending } from '../outbox/outbox.ts';
import type { AccountRef } from './account.ts';
import { keyWarning } from './key-changes.ts';
import { accountKey } from './partitions.ts';

/** The warnings of a key: see SealedCredential. */
export interface KeyWarned {
  readonly slot: KeySlot;
  /** Of the credential: a key that is set again is warned anew. */
  readonly version: string;
  readonly of: 'refused' | 'end' | 'shared';
  readonly value: string;
  readonly message: string;
}

/** Warns of a key in the list of events, once for each value: the note and the warning are one write. */
export async function warnOnce(ref: AccountRef, { slot, version, of, value, message }: KeyWarned): Promise<void> {
  const { set, add, values } = appending(ref.tenant, keyWarning(ref, [message]));
  const place = 'credentials.#slot.#warned';
  await update(ref, {
    UpdateExpression: `SET ${place} = :value${set}${add}`,
    ConditionExpression: `credentials.#slot.#version = :version AND (attribute_not_exists(${place}) OR ${place} <> :value)`,
    ExpressionAttributeNames: { '#slot': slot, '#version': 'version', '#warned': warnedName[of] },
    ExpressionAttributeValues: { ':version': { S: version }, ':value': { S: value }, ...values },
  });
}

/** The exchange takes the key again: the next refusal is news. */
export async function forgetRefusal(ref: AccountRef, slot: KeySlot, version: string): Promise<void> {
  await update(ref, {
    UpdateExpression: 'REMOVE credentials.#slot.#warned',
    ConditionExpression: 'credentials.#slot.#version = :version',
    ExpressionAttributeNames: { '#slot': slot, '#version': 'version', '#warned': warnedName.refused },
    ExpressionAttributeValues: { ':version': { S: version } },
  });
}

const warnedName = { refused: 'warnedRefused', end: 'warnedEnd', shared: 'warnedShared' } as const;

type Terms = Omit<ConstructorParameters<typeof UpdateItemCommand>[0], 'TableName' | 'Key'>;

/** Another call has warned already, or the key was replaced meanwhile. */
async function update(ref: AccountRef, terms: Terms): Promise<void> {
  try {
    await dynamodb().send(new UpdateItemCommand({ TableName: env.table, Key: accountKey(ref), ...terms }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
