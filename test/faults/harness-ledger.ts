import { type AttributeValue, BatchWriteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { AccountRef } from '../../lib/accounts/account.ts';
import { ledgerPartition } from '../../lib/accounts/keys.ts';
import { dynamodb } from '../../lib/aws/clients.ts';
import { env } from '../../lib/aws/env.ts';
import type { BookRow } from '../../lib/exchanges/books.ts';
import type { Product } from '../../lib/exchanges/exchange.ts';
import type { BooksCursor } from '../../lib/history/books-cursor.ts';
import { readAccountAndCursors } from '../../lib/history/cursor-store.ts';
import { endOfTime, readRows } from '../../lib/history/ledger-store.ts';
import { type AccountName, accounts } from './harness-accounts.ts';

/** What the table holds of an account's books, oldest first. */
export const ledgerOf = async (name: AccountName, product: Product): Promise<BookRow[]> => {
  const rows: BookRow[] = [];
  for await (const page of readRows({ ref: accounts[name], product }, { from: 0, to: endOfTime })) rows.push(...page);
  return rows;
};

export const cursorOf = async (name: AccountName, product: Product): Promise<BooksCursor> =>
  (await readAccountAndCursors(accounts[name])).cursors[product];

export const clearLedger = async (names: readonly AccountName[]): Promise<void> => {
  for (const name of names) {
    const keys = await keysIn(accounts[name]);
    for (let start = 0; start < keys.length; start += 25)
      await dynamodb().send(
        new BatchWriteItemCommand({
          RequestItems: { [env.table]: keys.slice(start, start + 25).map((Key) => ({ DeleteRequest: { Key } })) },
        }),
      );
  }
};

type Key = Record<string, AttributeValue>;

const keysIn = async (ref: AccountRef): Promise<Key[]> => {
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
};
