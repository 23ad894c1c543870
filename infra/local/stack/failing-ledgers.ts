import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { tableClient } from './create-table.ts';

/**
 * The partitions of ledgers whose last pull has failed. A refusal of the exchange is no failure of the message: the pull notes the refusal in
 * the cursor of the ledger and is tried again later.
 */
export async function failingLedgers(
  env: Readonly<Record<string, string>>,
  endpoint: string,
  tableName: string,
): Promise<ReadonlySet<string>> {
  const client = tableClient(env, endpoint);
  try {
    return await failingIn(client, tableName);
  } finally {
    client.destroy();
  }
}

async function failingIn(client: DynamoDBClient, tableName: string): Promise<ReadonlySet<string>> {
  const failing = new Set<string>();
  let ExclusiveStartKey: ScanCommand['input']['ExclusiveStartKey'];
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: tableName,
        FilterExpression: 'begins_with(sk, :cursor) AND attribute_type(#cursor.lastError, :map)',
        ExpressionAttributeNames: { '#cursor': 'cursor' },
        ExpressionAttributeValues: { ':cursor': { S: 'CURSOR#' }, ':map': { S: 'M' } },
        ProjectionExpression: 'pk',
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    for (const { pk } of page.Items ?? []) failing.add(pk?.S ?? '');
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return failing;
}
