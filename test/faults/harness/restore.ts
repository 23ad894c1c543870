import { type AttributeValue, DeleteItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { AccountRef } from '../../../lib/accounts/account.ts';
import { accountKey, orderPartition, transferPartition } from '../../../lib/accounts/partitions.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { forgetTableClock } from '../../../lib/aws/clock.ts';
import { env } from '../../../lib/aws/env.ts';
import { type Scenario, startCold } from './scenario.ts';

type Item = Record<string, AttributeValue>;

/** The account and its journals as the table has them. */
export async function itemsOf(ref: AccountRef): Promise<Item[]> {
  const items: Item[] = [];
  for (const pk of [accountKey(ref).pk.S, orderPartition(ref), transferPartition(ref)]) {
    const terms = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: pk } } };
    const { Items = [] } = await dynamodb().send(
      new QueryCommand({ TableName: env.table, ConsistentRead: true, ...terms }),
    );
    items.push(...Items);
  }
  // Read from outside any function, the table shows the real time; the functions' clock is the virtual one.
  forgetTableClock();
  return items;
}

/** The table shows `kept`, the state of the moment `restoredTo`, and the functions start again and know the moment. */
export async function restore(ref: AccountRef, kept: readonly Item[], restoredTo: number): Promise<void> {
  for (const { pk, sk } of await itemsOf(ref))
    await dynamodb().send(new DeleteItemCommand({ TableName: env.table, Key: { pk, sk } as Item }));
  for (const item of kept) await dynamodb().send(new PutItemCommand({ TableName: env.table, Item: item }));
  process.env.OEMS_RESTORED_TO = String(restoredTo);
  startCold();
  forgetTableClock();
}

export function endRestore(): void {
  delete process.env.OEMS_RESTORED_TO;
}

export function pass(scenario: Scenario, ms: number): Promise<void> {
  return scenario.run(scenario.time.now() + ms);
}
