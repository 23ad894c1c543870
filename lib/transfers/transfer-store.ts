import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AccountRef } from '../accounts/account.ts';
import { transferPartition } from '../accounts/keys.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import { beginLine, retakeLine } from '../journal/journal.ts';
import { type Item, type ItemKey, itemOf, lineFrom, pendingShardsOf } from '../journal/line-item.ts';
import type { TransferRecord } from './transfer.ts';

const prefix = 'TRANSFER#';
export const transferKey = (ref: AccountRef, transferId: string): ItemKey => ({
  pk: { S: transferPartition(ref) },
  sk: { S: `${prefix}${transferId}` },
});

/** Beside the orders' in the same sparse index. */
export const pendingTransferShards = pendingShardsOf('TRANSFERS');

export const transferItem = (record: TransferRecord, pendingAfter: number): Item =>
  itemOf(record, { key: transferKey(record.ref, record.transferId), shards: pendingTransferShards }, pendingAfter);

export const beginTransfer = (record: TransferRecord): Promise<TransferRecord | null> =>
  beginLine(transferItem, record);

export const retakeTransfer = (record: TransferRecord, previousAttempt: string): Promise<TransferRecord | null> =>
  retakeLine(transferItem, record, previousAttempt);

export const readTransferRecord = async (ref: AccountRef, transferId: string): Promise<TransferRecord | null> => {
  const { Item } = await dynamodb().send(
    new GetItemCommand({ TableName: env.table, Key: transferKey(ref, transferId), ConsistentRead: true }),
  );
  return Item === undefined ? null : lineFrom(Item);
};

/** Every transfer of the account sent since `since` (epoch ms); reads the whole journal, so only where two could be mistaken. */
export const readTransfersSince = async (ref: AccountRef, since: number): Promise<TransferRecord[]> => {
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
  for await (const items of pages) found.push(...items.map((item) => lineFrom<TransferRecord>(item)));
  return found;
};

/** Makes one booking of the exchange this transfer's, for good; false when it is another's already. Repeating is safe. */
export const claimMovement = async (record: TransferRecord, movementId: string): Promise<boolean> => {
  const mine = { ':transferId': { S: record.transferId } };
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: {
          pk: { S: transferPartition(record.ref) },
          sk: { S: `MOVEMENT#${record.via}#${movementId}` },
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
};
