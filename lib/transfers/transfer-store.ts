import { ConditionalCheckFailedException, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AccountRef } from '../accounts/account.ts';
import { transferPartition } from '../accounts/partitions.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { pendingShardsOf, shardOf } from '../aws/pending-shards.ts';
import { queryPages } from '../aws/query-pages.ts';
import { requireKnownShape, shape } from '../aws/stored-shape.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import { callEndsAfterMs } from '../journal/entry.ts';
import { entryFrom, type ItemKey, type Journal, readEntry } from '../journal/journal.ts';
import { appending } from '../outbox/outbox.ts';
import type { TransferRecord } from './transfer.ts';
import { transferChange } from './transfer-changes.ts';

const prefix = 'TRANSFER#';
function transferKey(ref: AccountRef, transferId: string): ItemKey {
  return { pk: { S: transferPartition(ref) }, sk: { S: `${prefix}${transferId}` } };
}

export const transferJournal: Journal<TransferRecord> = {
  name: 'transfers',
  shards: pendingShardsOf('TRANSFERS'),
  reviewedForMs: Number.POSITIVE_INFINITY,
  keyOf: ({ ref, transferId }) => transferKey(ref, transferId),
  attributesOf: (record) => (awaitsBooking(record) ? bookingAttributes(record) : {}),
  changeOf: transferChange,
  auditOf: ({ transferId, exchangeTransferId, request, error }) => ({
    id: transferId,
    thing: { transferId: exchangeTransferId ?? transferId },
    terms: request,
    code: error?.code ?? null,
  }),
};

/** The exchange has acknowledged the transfer, and its ledger has not shown the booking yet. */
export function awaitsBooking({ state, isBooked }: TransferRecord): boolean {
  return state === 'ACCEPTED' && !isBooked;
}

/** The partitions of the index `pending` that hold the transfers without a booking. */
export const bookingShards = pendingShardsOf('BOOKINGS');

function bookingAttributes({ ref, transferId, sentAt }: TransferRecord) {
  return { pendingShard: shardOf(transferKey(ref, transferId), bookingShards), pendingAfter: sentAt + callEndsAfterMs };
}

/** Takes a transfer whose booking is not shown out of the index. */
export async function stopAwaiting({ ref, transferId, attempt }: TransferRecord): Promise<void> {
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: env.table,
      Key: transferKey(ref, transferId),
      UpdateExpression: 'REMOVE pendingShard, pendingAfter',
      ConditionExpression: 'attempt = :attempt AND entryState = :accepted',
      ExpressionAttributeValues: marshall({ ':attempt': attempt, ':accepted': 'ACCEPTED' }),
    }),
  );
}

export function readTransferRecord(ref: AccountRef, transferId: string): Promise<TransferRecord | null> {
  return readEntry(transferKey(ref, transferId));
}

/** The transfer that the exchange knows under this reference. Reads the account's transfers until one matches: an account has few. */
export async function findTransferRecord(ref: AccountRef, exchangeTransferId: string): Promise<TransferRecord | null> {
  const pages = queryPages({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    FilterExpression: '#record.exchangeTransferId = :id',
    ExpressionAttributeNames: { '#record': 'record' },
    ExpressionAttributeValues: {
      ':pk': { S: transferPartition(ref) },
      ':prefix': { S: prefix },
      ':id': { S: exchangeTransferId },
    },
    ConsistentRead: true,
  });
  for await (const [item] of pages) if (item !== undefined) return entryFrom<TransferRecord>(item);
  return null;
}

/** Notes once that the ledger of the exchange shows the transfer. The state does not change. */
export async function keepBooking(record: TransferRecord): Promise<void> {
  const { set, add, values } = appending(record.ref.tenant, transferChange(record));
  const { attempt, bookingId } = record;
  const known = marshall({ ':booked': true, ':attempt': attempt, ':accepted': 'ACCEPTED' });
  const claimed = bookingId === undefined ? {} : marshall({ ':booking': bookingId });
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: env.table,
      Key: transferKey(record.ref, record.transferId),
      UpdateExpression: `SET #record.isBooked = :booked${bookingId === undefined ? '' : ', #record.bookingId = :booking'}${set} REMOVE pendingShard, pendingAfter${add}`,
      ConditionExpression: 'attempt = :attempt AND entryState = :accepted AND #record.isBooked <> :booked',
      ExpressionAttributeNames: { '#record': 'record' },
      ExpressionAttributeValues: { ...known, ...claimed, ...values },
    }),
  );
}

/**
 * Every transfer of the account sent since `since` (epoch ms). Reads the account's whole journal: about 700 transfers a request (an entry has
 * 1.3 to 1.5 kB, a page 1 MB). A name is a hash, so no range of keys is a range of time, and an index lags behind the table: docs/decisions.md.
 */
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
    // An entry is written before the transfer leaves, so the entry must be seen before the ledger shows the transfer.
    ConsistentRead: true,
  });
  for await (const items of pages) found.push(...items.map((item) => entryFrom<TransferRecord>(item)));
  return found;
}

/**
 * Gives one transfer of the exchange's ledger to this record, for good. False when a different record has the transfer. Throws at a claim of
 * a newer release, whose owner cannot be told. A repetition is safe.
 */
export async function claimLedgerTransfer(record: TransferRecord, ledgerTransferId: string): Promise<boolean> {
  const { ref, via, transferId } = record;
  const key = claimKey(ref, via, ledgerTransferId);
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: marshall({ ...key, shape, transferId }),
        ConditionExpression: 'attribute_not_exists(pk) OR (transferId = :transferId AND shape <= :shape)',
        ExpressionAttributeValues: marshall({ ':transferId': transferId, ':shape': shape }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    requireKnownShape(error.Item ?? {});
    return false;
  }
}

function claimKey(ref: AccountRef, via: MarketType, ledgerTransferId: string) {
  return { pk: transferPartition(ref), sk: `MOVEMENT#${via}#${ledgerTransferId}` };
}

/** A transfer of the account has claimed this transfer of the exchange's ledger. */
export async function isClaimed(ref: AccountRef, via: MarketType, ledgerTransferId: string): Promise<boolean> {
  const { pk, sk } = claimKey(ref, via, ledgerTransferId);
  const pages = queryPages({
    KeyConditionExpression: 'pk = :pk AND sk = :sk',
    ExpressionAttributeValues: marshall({ ':pk': pk, ':sk': sk }),
    ConsistentRead: true,
  });
  for await (const items of pages) if (items.length > 0) return true;
  return false;
}
