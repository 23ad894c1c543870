import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { currentCall } from '../aws/call-context.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { log } from '../aws/log.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import { appending } from '../outbox/outbox.ts';
import type { AccountRef, KeyHold } from './account.ts';
import { keyWarning } from './key-changes.ts';
import { accountKey } from './partitions.ts';

/**
 * Tells the other containers that the exchange holds up a key. Written in the call that meets the refusal, which is rare. A failed write
 * changes nothing: each container also learns by its own refusal. Writes nothing where the key was replaced meanwhile.
 */
export async function writeHold(ref: AccountRef, slot: KeySlot, version: string, hold: KeyHold): Promise<void> {
  try {
    await dynamodb().send(commandOf(ref, slot, version, hold));
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return;
    const { tenant, accountId: account } = ref;
    log({ level: 'WARN', message: 'hold of a key not stored', tenant, account }, currentCall());
  }
}

const messages: Record<KeyHold['why'], (slot: KeySlot, until: number) => string> = {
  taken: (slot, until) => `Another program uses the nonces of the ${slot} key: no request leaves until ${iso(until)}`,
  'locked out': (slot, until) => `The exchange has locked the ${slot} key out until ${iso(until)}`,
};

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function commandOf(ref: AccountRef, slot: KeySlot, version: string, { why, until }: KeyHold): UpdateItemCommand {
  const { set, add, values } = appending(ref.tenant, keyWarning(ref, [messages[why](slot, until)]));
  return new UpdateItemCommand({
    TableName: env.table,
    Key: accountKey(ref),
    UpdateExpression: `SET credentials.#slot.#hold = :hold${set}${add}`,
    ConditionExpression: 'credentials.#slot.#version = :version',
    ExpressionAttributeNames: { '#slot': slot, '#hold': 'hold', '#version': 'version' },
    ExpressionAttributeValues: {
      ':hold': { M: { why: { S: why }, until: { N: String(until) } } },
      ':version': { S: version },
      ...values,
    },
  });
}
