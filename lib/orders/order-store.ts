import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AccountRef } from '../accounts/account.ts';
import { orderPartition } from '../accounts/keys.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { OrderRecord, OrderState } from './order.ts';
import { fromItem, type Item, keyOf, toItem } from './order-item.ts';

/** When the resolver looks first: after the call that sent the order must have ended. */
const resolveAfterMs = 35_000;

/**
 * Writes SENDING before the first byte leaves. Returns the record that was there instead, or null when the way is free. The SDK repeats
 * a write whose answer was lost: the repetition then fails on our own record, which the attempt tells.
 */
export const beginOrder = async (record: OrderRecord): Promise<OrderRecord | null> => {
  const existing = await putUnless(record, 'attribute_not_exists(pk)', {});
  return existing?.attempt === record.attempt ? null : existing;
};

/** A new attempt for an order that provably never left. Returns the record that is there now when somebody else was first. */
export const retakeOrder = async (record: OrderRecord, previousAttempt: string): Promise<OrderRecord | null> => {
  const values = { ':notSent': { S: 'NOT_SENT' satisfies OrderState }, ':previous': { S: previousAttempt } };
  const existing = await putUnless(record, 'orderState = :notSent AND attempt = :previous', values);
  return existing?.attempt === record.attempt ? null : existing;
};

const putUnless = async (record: OrderRecord, condition: string, values: Item): Promise<OrderRecord | null> => {
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: toItem(record, record.sentAt + resolveAfterMs),
        ConditionExpression: condition,
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return null;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException && error.Item !== undefined) return fromItem(error.Item);
    throw error;
  }
};

/**
 * Records what is now known of an open order. Only from an open state and only for the same attempt: a late writer cannot undo a
 * verdict. Returns what the journal says afterwards, be it another's verdict.
 */
export const settleOrder = async (record: OrderRecord, lookAgainAfter: number): Promise<OrderRecord> => {
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: toItem(record, lookAgainAfter),
        ConditionExpression: 'attempt = :attempt AND orderState IN (:sending, :unknown)',
        ExpressionAttributeValues: {
          ':attempt': { S: record.attempt },
          ':sending': { S: 'SENDING' },
          ':unknown': { S: 'UNKNOWN' },
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return record;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException && error.Item !== undefined) return fromItem(error.Item);
    throw error;
  }
};

/** Keeps the exchange's latest description of a settled order; its state does not change. */
export const describeOrder = async (record: OrderRecord): Promise<void> => {
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: env.table,
      Key: keyOf(record.ref, record.clientOrderId),
      UpdateExpression: 'SET #record.described = :described',
      ConditionExpression: 'attempt = :attempt AND orderState = :acked',
      ExpressionAttributeNames: { '#record': 'record' },
      ExpressionAttributeValues: marshall({
        ':described': record.described,
        ':attempt': record.attempt,
        ':acked': 'ACKED',
      }),
    }),
  );
};

export const readOrderRecord = async (ref: AccountRef, clientOrderId: string): Promise<OrderRecord | null> => {
  const { Item } = await dynamodb().send(
    new GetItemCommand({ TableName: env.table, Key: keyOf(ref, clientOrderId), ConsistentRead: true }),
  );
  return Item === undefined ? null : fromItem(Item);
};

/** One page of the account's journal, newest first. The cursor is opaque to clients. */
export const listOrderRecords = async (
  ref: AccountRef,
  limit: number,
  cursor: string | undefined,
): Promise<{ records: OrderRecord[]; next: string | null }> => {
  const start = cursor === undefined ? undefined : startAfter(ref, cursor);
  const page = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      IndexName: 'orders',
      KeyConditionExpression: 'orderAccount = :account',
      ExpressionAttributeValues: { ':account': { S: orderPartition(ref) } },
      ScanIndexForward: false,
      Limit: limit,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    }),
  );
  const records = (page.Items ?? []).map(fromItem);
  const last = records.at(-1);
  const next =
    page.LastEvaluatedKey === undefined || last === undefined ? null : `${last.sentAt}:${last.clientOrderId}`;
  return { records, next };
};

/** Rebuilt from the account of the call: a cursor cannot reach into another partition. */
const startAfter = (ref: AccountRef, cursor: string): Item => {
  const [time = '0', clientOrderId = ''] = cursor.split(':');
  return {
    ...keyOf(ref, clientOrderId),
    orderAccount: { S: orderPartition(ref) },
    orderTime: { N: String(Number(time) || 0) },
  };
};
