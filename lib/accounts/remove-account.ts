import { type AttributeValue, BatchWriteItemCommand, QueryCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { AccountRef } from './account.ts';
import { deleteAccount, destroyKeys } from './account-store.ts';
import { ledgerPartition, orderPartition, transferPartition } from './keys.ts';

/**
 * Destroys the keys first; history stays unless `purge`. The account itself goes last, or nobody could ask again to finish an
 * interrupted purge. Returns the number of purged records.
 */
export const removeAccount = async (ref: AccountRef, purge: boolean): Promise<number> => {
  await destroyKeys(ref);
  let purged = 0;
  const partitions = [orderPartition(ref), transferPartition(ref), ledgerPartition(ref)];
  if (purge) for (const pk of partitions) purged += await purgePartition(pk);
  await deleteAccount(ref);
  return purged;
};

const purgePartition = async (pk: string): Promise<number> => {
  let purged = 0;
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamodb().send(
      new QueryCommand({
        TableName: env.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ProjectionExpression: 'pk, sk',
        Limit: 25,
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    const requests = (page.Items ?? []).map((Key) => ({ DeleteRequest: { Key } }));
    await deleteAll(requests);
    purged += requests.length;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return purged;
};

const deleteAll = async (requests: WriteRequest[]): Promise<void> => {
  let left = requests;
  while (left.length > 0) {
    const { UnprocessedItems } = await dynamodb().send(
      new BatchWriteItemCommand({ RequestItems: { [env.table]: left } }),
    );
    left = UnprocessedItems?.[env.table] ?? [];
  }
};
