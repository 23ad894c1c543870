import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import type { DecimalString } from '../../decimal.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import type { Change } from '../../outbox/change.ts';
import { appending } from '../../outbox/outbox.ts';
import type { LedgerName } from './ledger-name.ts';
import { entryKey } from './ledger-store.ts';

/**
 * Writes into a stored entry what its trade left of the position, once, with the change that the list of events tells of. An entry that is gone, or
 * that tells a position, stays as it is and gets no change: a repeated pull and a second copy of a job tell nothing twice.
 */
export async function setPositionAfter(
  ledger: LedgerName,
  entry: LedgerEntry,
  size: DecimalString,
  change: Change | null,
): Promise<void> {
  const { set, add, values } = appending(ledger.ref.tenant, change);
  try {
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: entryKey(ledger, entry),
        UpdateExpression: `SET entry.positionAfter = :size${set}${add}`,
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(entry.positionAfter)',
        ExpressionAttributeValues: { ...marshall({ ':size': size }), ...values },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
