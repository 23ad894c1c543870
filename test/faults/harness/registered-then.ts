import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { accountKey } from '../../../lib/accounts/partitions.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { env } from '../../../lib/aws/env.ts';
import { type AccountName, accounts } from './accounts.ts';

/** Accounts are registered by the real clock, which is ahead of the clock of scenarios: what happened before registration is no news. */
export async function registeredAt(name: AccountName, time: number): Promise<void> {
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: env.table,
      Key: accountKey(accounts[name]),
      UpdateExpression: 'SET createdAt = :time',
      ExpressionAttributeValues: { ':time': { N: String(time) } },
    }),
  );
}
