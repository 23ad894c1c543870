import { type AttributeValue, BatchWriteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { AccountRef } from '../../../lib/accounts/account.ts';
import { ledgerPartition } from '../../../lib/accounts/partitions.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { env } from '../../../lib/aws/env.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { LedgerEntry } from '../../../lib/exchanges/model/ledger-entry.ts';
import { readAccountAndCursors } from '../../../lib/ledger/store/cursor-store.ts';
import type { LedgerCursor } from '../../../lib/ledger/store/ledger-cursor.ts';
import { endOfTime, readEntries } from '../../../lib/ledger/store/ledger-store.ts';
import { streamFor } from '../../lib/ledger/fixture-stored-ledger.ts';
import { type AccountName, accounts } from './accounts.ts';

/** What the table holds of an account's books, oldest first. */
export async function ledgerOf(name: AccountName, marketType: MarketType): Promise<LedgerEntry[]> {
  const rows: LedgerEntry[] = [];
  for await (const page of readEntries({ ref: accounts[name], ...streamFor(marketType) }, { from: 0, to: endOfTime }))
    rows.push(...page);
  return rows;
}

export async function cursorOf(name: AccountName, marketType: MarketType): Promise<LedgerCursor> {
  return (await readAccountAndCursors(accounts[name])).cursorOf(streamFor(marketType));
}

export async function clearLedger(names: readonly AccountName[]): Promise<void> {
  for (const name of names) {
    const keys = await keysIn(accounts[name]);
    for (let start = 0; start < keys.length; start += 25)
      await dynamodb().send(
        new BatchWriteItemCommand({
          RequestItems: { [env.table]: keys.slice(start, start + 25).map((Key) => ({ DeleteRequest: { Key } })) },
        }),
      );
  }
}

type Key = Record<string, AttributeValue>;

async function keysIn(ref: AccountRef): Promise<Key[]> {
  const keys: Key[] = [];
  let start: Key | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb().send(
      new QueryCommand({
        TableName: env.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: ledgerPartition(ref) } },
        ProjectionExpression: 'pk, sk',
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    keys.push(...Items);
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return keys;
}
