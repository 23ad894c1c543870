import { BatchGetItemCommand, ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Account, AccountRef } from '../../accounts/account.ts';
import { fromItem } from '../../accounts/account-store.ts';
import { accountKey, ledgerPartition } from '../../accounts/partitions.ts';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import type { Item, ItemKey } from '../../nonce/nonce-counter.ts';
import { type LedgerCursor, newCursor } from './ledger-cursor.ts';

function cursorKey(ref: AccountRef, marketType: MarketType): ItemKey {
  return {
    pk: { S: ledgerPartition(ref) },
    sk: { S: `CURSOR#${marketType}` },
  };
}

export type Cursors = Readonly<Record<MarketType, LedgerCursor>>;

/** The account and how far its books are read, in one request. `account` is null when there is none, `cursors` are told all the same. */
export async function readAccountAndCursors(ref: AccountRef): Promise<{ account: Account | null; cursors: Cursors }> {
  const found = await readItems([accountKey(ref), ...marketTypes.map((marketType) => cursorKey(ref, marketType))]);
  const itemAt = (key: ItemKey) => found.find((item) => item.pk?.S === key.pk.S && item.sk?.S === key.sk.S);
  const account = itemAt(accountKey(ref));
  const cursorOf = (marketType: MarketType): LedgerCursor => {
    const item = itemAt(cursorKey(ref, marketType));
    return item === undefined ? newCursor : (unmarshall(item).cursor as LedgerCursor);
  };
  return {
    account: account === undefined ? null : fromItem(ref, account),
    cursors: { spot: cursorOf('spot'), swap: cursorOf('swap') },
  };
}

async function readItems(wanted: ItemKey[]): Promise<Item[]> {
  const found: Item[] = [];
  let Keys = wanted as Item[];
  while (Keys.length > 0) {
    const { Responses, UnprocessedKeys } = await dynamodb().send(
      new BatchGetItemCommand({ RequestItems: { [env.table]: { Keys, ConsistentRead: true } } }),
    );
    found.push(...(Responses?.[env.table] ?? []));
    Keys = UnprocessedKeys?.[env.table]?.Keys ?? [];
  }
  return found;
}

/** Writes the next version; false when another pull has done so meanwhile. The SDK's own repetition of a lost answer reads as that too. */
export async function saveCursor(ref: AccountRef, marketType: MarketType, cursor: LedgerCursor): Promise<boolean> {
  const next = { ...cursor, version: cursor.version + 1 };
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: { ...cursorKey(ref, marketType), ...marshall({ version: next.version, cursor: next }) },
        ConditionExpression: 'attribute_not_exists(pk) OR version = :before',
        ExpressionAttributeValues: { ':before': { N: String(cursor.version) } },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
