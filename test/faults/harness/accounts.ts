import { type AttributeValue, DeleteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { AccountRef } from '../../../lib/accounts/account.ts';
import { orderPartition } from '../../../lib/accounts/partitions.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { env } from '../../../lib/aws/env.ts';
import { type JournalEntry, openStates } from '../../../lib/journal/entry.ts';
import { entryFrom } from '../../../lib/journal/journal.ts';
import type { AmendmentRecord } from '../../../lib/orders/amend/amendment.ts';
import type { CancelAllRecord } from '../../../lib/orders/cancel/cancel-all.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';

/** Whose keys an account holds. `twin` is the same account name in two tenants, over the same customer of the exchange. */
export const accounts = {
  desk: { tenant: 'alpha', accountId: 'desk', customer: 'alice' },
  fund: { tenant: 'alpha', accountId: 'fund', customer: 'alan' },
  other: { tenant: 'beta', accountId: 'desk', customer: 'bob' },
  twinAlpha: { tenant: 'alpha', accountId: 'twin', customer: 'carol' },
  twinBeta: { tenant: 'beta', accountId: 'twin', customer: 'carol' },
} as const satisfies Record<string, AccountRef & { customer: string }>;
export type AccountName = keyof typeof accounts;
export const { desk } = accounts;
export const accountNames = Object.keys(accounts) as AccountName[];

type Item = Record<string, AttributeValue>;
/** Everything in one account's journal: orders, amendments, cancel-alls, and whose turn it is. */
async function itemsOf(ref: AccountRef): Promise<Item[]> {
  const { Items = [] } = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: orderPartition(ref) } },
      ConsistentRead: true,
    }),
  );
  return Items;
}

function linesOf<L extends JournalEntry>(prefix: string) {
  return async (ref: AccountRef): Promise<L[]> =>
    (await itemsOf(ref)).filter(({ sk }) => sk?.S?.startsWith(prefix)).map((item) => entryFrom<L>(item));
}

export const journalOf = linesOf<OrderRecord>('ORDER#');
export const amendmentsOf = linesOf<AmendmentRecord>('AMEND#');
export const cancelAllsOf = linesOf<CancelAllRecord>('CANCEL_ALL#');

/** Lines of every kind whose fate is open. */
export async function openLinesOf(ref: AccountRef): Promise<JournalEntry[]> {
  return (await itemsOf(ref))
    .filter(({ record }) => record !== undefined)
    .map((item) => entryFrom(item))
    .filter(({ state }) => openStates.includes(state));
}

export async function clearJournal(names: readonly AccountName[]): Promise<void> {
  for (const name of names)
    for (const { pk, sk } of await itemsOf(accounts[name]))
      if (pk !== undefined && sk !== undefined)
        await dynamodb().send(new DeleteItemCommand({ TableName: env.table, Key: { pk, sk } }));
}
