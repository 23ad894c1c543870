import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AccountRef } from '../accounts/account.ts';
import { transferPartition } from '../accounts/partitions.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import { entryFrom, type Item, type ItemKey, itemOf, pendingShardsOf } from '../journal/entry-item.ts';
import { beginEntry, resubmitEntry } from '../journal/journal.ts';
import type { TransferRecord } from './transfer.ts';

const prefix = 'TRANSFER#';
export function transferKey(ref: AccountRef, transferId: string): ItemKey {
  return {
    pk: { S: transferPartition(ref) },
    sk: { S: `${prefix}${transferId}` },
  };
}

/** Beside the orders' in the same sparse index. */
export const pendingTransferShards = pendingShardsOf('TRANSFERS');

export function transferItem(record: TransferRecord, pendingAfter: number): Item {
  return itemOf(
    record,
    { key: transferKey(record.ref, record.transferId), shards: pendingTransferShards },
    pendingAfter,
  );
}

export function beginTransfer(record: TransferRecord): Promise<TransferRecord | null> {
  return beginEntry(transferItem, record);
}

export function resubmitTransfer(record: TransferRecord, previousAttempt: string): Promise<TransferRecord | null> {
  return resubmitEntry(transferItem, record, previousAttempt);
}

export async function readTransferRecord(ref: AccountRef, transferId: string): Promise<TransferRecord | null> {
  const { Item } = await dynamodb().send(
    new GetItemCommand({ TableName: env.table, Key: transferKey(ref, transferId), ConsistentRead: true }),
  );
  return Item === undefined ? null : entryFrom(Item);
}

/** Every transfer of the account sent since `since` (epoch ms); reads the whole journal, so only where two could be mistaken. */
export async function readTransfersSince(ref: AccountRef, since: number): Promise<TransferRecord[]> {
  const found: TransferRecord[] = [];
  const pages = queryPages({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    FilterExpression: '#record.sentAt >= :since',
    ExpressionAttributeNames: { '#record': 'record' },
    ExpressionAttributeValues: {
      ':pk': { S: transferPartition(ref) },
      ':prefix': { S: prefix },
      ':since': { N: String(since) },
    },
    // A line that is written before its transfer leaves must be seen before its booking can be.
    ConsistentRead: true,
  });
  for await (const items of pages) found.push(...items.map((item) => entryFrom<TransferRecord>(item)));
  return found;
}

/** Makes one booking of the exchange this transfer's, for good; false when it is another's already. Repeating is safe. */
export async function claimLedgerTransfer(record: TransferRecord, ledgerTransferId: string): Promise<boolean> {
  const mine = { ':transferId': { S: record.transferId } };
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: {
          pk: { S: transferPartition(record.ref) },
          sk: { S: `MOVEMENT#${record.via}#${ledgerTransferId}` },
          transferId: mine[':transferId'],
        },
        ConditionExpression: 'attribute_not_exists(pk) OR transferId = :transferId',
        ExpressionAttributeValues: mine,
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
