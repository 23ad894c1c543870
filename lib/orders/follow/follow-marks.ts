import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { forgottenAt } from '../../journal/journal-retention.ts';
import type { OrderRecord } from '../order.ts';
import { orderKey } from '../order-store.ts';

/** Takes an ended order out of the index `resting`, unless the order was described meanwhile. From now on the table may forget the order. */
export async function stopFollowing({ ref, clientOrderId, attempt, describedAt }: OrderRecord): Promise<void> {
  const isSame =
    describedAt === undefined ? 'attribute_not_exists(#record.describedAt)' : '#record.describedAt = :seen';
  const expiresAt = forgottenAt();
  const update = new UpdateItemCommand({
    TableName: env.table,
    Key: orderKey(ref, clientOrderId),
    UpdateExpression: `${expiresAt === null ? '' : 'SET expiresAt = :expires '}REMOVE restingShard, restingSince`,
    ConditionExpression: `attempt = :attempt AND ${isSame}`,
    ExpressionAttributeNames: { '#record': 'record' },
    ExpressionAttributeValues: marshall(
      { ':attempt': attempt, ':seen': describedAt, ':expires': expiresAt ?? undefined },
      { removeUndefinedValues: true },
    ),
  });
  await unlessChanged(update);
}

/** The looks of the job confirm the order from now on: this look listed its orders at `listedAt` (epoch ms), with the order among them. */
export async function markFollowed({ ref, clientOrderId, attempt }: OrderRecord, listedAt: number): Promise<void> {
  const update = new UpdateItemCommand({
    TableName: env.table,
    Key: orderKey(ref, clientOrderId),
    UpdateExpression: 'SET #record.followedFrom = :listedAt',
    ConditionExpression: 'attempt = :attempt AND entryState = :accepted',
    ExpressionAttributeNames: { '#record': 'record' },
    ExpressionAttributeValues: marshall({ ':attempt': attempt, ':accepted': 'ACCEPTED', ':listedAt': listedAt }),
  });
  await unlessChanged(update);
}

async function unlessChanged(update: UpdateItemCommand): Promise<void> {
  await dynamodb()
    .send(update)
    .catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
}
