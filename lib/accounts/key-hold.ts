import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { currentCall } from '../aws/call-context.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { log } from '../aws/log.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { AccountRef, KeyHold } from './account.ts';
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

function commandOf(ref: AccountRef, slot: KeySlot, version: string, { why, until }: KeyHold): UpdateItemCommand {
  return new UpdateItemCommand({
    TableName: env.table,
    Key: accountKey(ref),
    UpdateExpression: 'SET credentials.#slot.#hold = :hold',
    ConditionExpression: 'credentials.#slot.#version = :version',
    ExpressionAttributeNames: { '#slot': slot, '#hold': 'hold', '#version': 'version' },
    ExpressionAttributeValues: {
      ':hold': { M: { why: { S: why }, until: { N: String(until) } } },
      ':version': { S: version },
    },
  });
}
