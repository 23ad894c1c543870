import { ConditionalCheckFailedException, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { OrderRecord } from './order.ts';
import { fromItem, keyOf } from './order-item.ts';

/** Open orders of one shard that are due, oldest first. The index lags behind the table: `claimOrder` decides. */
export const duePendingOrders = async (shard: string, now: number, limit: number): Promise<OrderRecord[]> => {
  const page = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      IndexName: 'pending',
      KeyConditionExpression: 'pendingShard = :shard AND pendingAfter <= :now',
      ExpressionAttributeValues: { ':shard': { S: shard }, ':now': { N: String(now) } },
      Limit: limit,
    }),
  );
  return (page.Items ?? []).map(fromItem);
};

/** Takes one order for `leaseMs`: of resolvers that run at once, one works on it. Null when it is settled or taken. */
export const claimOrder = async (record: OrderRecord, now: number, leaseMs: number): Promise<OrderRecord | null> => {
  try {
    const { Attributes } = await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: keyOf(record.ref, record.clientOrderId),
        UpdateExpression: 'SET pendingAfter = :until',
        ConditionExpression: 'attempt = :attempt AND pendingAfter <= :now',
        ExpressionAttributeValues: {
          ':until': { N: String(now + leaseMs) },
          ':now': { N: String(now) },
          ':attempt': { S: record.attempt },
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes === undefined ? null : fromItem(Attributes);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
};
