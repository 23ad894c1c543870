import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../../../lib/aws/clients.ts';

/** Gives a stored item a shape that this release does not know. */
export async function makeNewer(pk: string, sk: string): Promise<void> {
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: 'oems',
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET shape = :newer',
      ConditionExpression: 'shape < :newer',
      ExpressionAttributeValues: { ':newer': { N: '2' } },
    }),
  );
}
