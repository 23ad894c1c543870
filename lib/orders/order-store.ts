import { isDeepStrictEqual } from 'node:util';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AccountRef } from '../accounts/account.ts';
import { orderPartition } from '../accounts/partitions.ts';
import { settleAll } from '../aws/all-to-the-end.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { pendingShardsOf, shardOf } from '../aws/pending-shards.ts';
import { queryPages } from '../aws/query-pages.ts';
import type { Item, ItemKey } from '../aws/table-item.ts';
import { invalidField } from '../errors.ts';
import type { ExchangeOrder } from '../exchanges/model/order.ts';
import type { EntryState } from '../journal/entry.ts';
import { entryFrom, type Journal, readEntry } from '../journal/journal.ts';
import { isResting, type OrderRecord } from './order.ts';
import { orderChange } from './order-changes.ts';
import { lacksExecution } from './untold-execution.ts';

export function orderKey(ref: AccountRef, clientOrderId: string): ItemKey {
  return { pk: { S: orderPartition(ref) }, sk: { S: `ORDER#${clientOrderId}` } };
}

export const orderJournal: Journal<OrderRecord> = {
  name: 'orders',
  shards: pendingShardsOf('ORDERS'),
  reviewedForMs: Number.POSITIVE_INFINITY,
  keyOf: ({ ref, clientOrderId }) => orderKey(ref, clientOrderId),
  attributesOf: (record) => ({
    orderAccount: orderPartition(record.ref),
    orderTime: record.sentAt,
    ...(isFollowed(record) ? restingAttributes(record) : {}),
    exchangeOrderId: certainIdOf(record),
  }),
  isUnfinished: isFollowed,
  changeOf: (record) => orderChange({ ...record, state: 'UNKNOWN' }, record),
  auditOf: ({ request, clientOrderId, exchangeOrderId, error }) => ({
    id: clientOrderId,
    thing: { clientOrderId, orderId: exchangeOrderId },
    terms: request,
    code: error?.code ?? null,
  }),
};

/** The exchange's id of this very order: the order found under the id of a NEEDS_REVIEW entry may be another order. */
function certainIdOf({ state, exchangeOrderId }: Pick<OrderRecord, 'state' | 'exchangeOrderId'>): string | undefined {
  return state === 'ACCEPTED' || state === 'REJECTED' ? (exchangeOrderId ?? undefined) : undefined;
}

/**
 * The entries of the orders that the exchange knows under this id: at most one, unless two markets gave the same id. The index lags behind the
 * table by a moment, and does not know entries of releases without the index.
 */
export async function findOrderRecords(ref: AccountRef, exchangeOrderId: string): Promise<OrderRecord[]> {
  const { Items = [] } = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      IndexName: 'orderIds',
      KeyConditionExpression: 'orderAccount = :account AND exchangeOrderId = :id',
      ExpressionAttributeValues: { ':account': { S: orderPartition(ref) }, ':id': { S: exchangeOrderId } },
    }),
  );
  const names = Items.map(({ sk }) => (sk?.S ?? '').slice('ORDER#'.length));
  const records = await settleAll(names.map((clientOrderId) => readOrderRecord(ref, clientOrderId)));
  return records.filter((record) => record !== null);
}

export function readOrderRecord(ref: AccountRef, clientOrderId: string): Promise<OrderRecord | null> {
  return readEntry(orderKey(ref, clientOrderId));
}

/** The job reads the order: the order may still change, or ended at a price or with fees that are not told yet. */
export function isFollowed(record: OrderRecord): boolean {
  return isResting(record) || lacksExecution(record);
}

/** The partitions of the sparse index `resting`: all orders of an account stand in one. */
export const restingShards = pendingShardsOf('RESTING');

export function restingShardOf(ref: AccountRef): string | undefined {
  return shardOf(orderKey(ref, ''), restingShards);
}

export function restingAttributes({ ref, sentAt }: OrderRecord) {
  return { restingShard: restingShardOf(ref), restingSince: sentAt };
}

/** The journal does not know this description: an unchanged order costs no write. */
export function isNew(told: ExchangeOrder | null, { described }: OrderRecord): told is ExchangeOrder {
  return told !== null && !isDeepStrictEqual(told, described);
}

/** Epoch ms, by the time at which the orders were sent. */
export interface SentRange {
  readonly from?: number | undefined;
  /** Exclusive. */
  readonly to?: number | undefined;
}

/** One page of the account's journal, newest first. Throws INVALID_REQUEST for a cursor outside of the range. */
export async function listOrderRecords(
  ref: AccountRef,
  limit: number,
  cursor: string | undefined,
  { from = 0, to = Number.MAX_SAFE_INTEGER }: SentRange = {},
): Promise<{ records: OrderRecord[]; next: string | null }> {
  const start = cursor === undefined ? undefined : startAfter(ref, cursor, { from, to });
  const page = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      IndexName: 'orders',
      KeyConditionExpression: 'orderAccount = :account AND orderTime BETWEEN :from AND :last',
      ExpressionAttributeValues: marshall({ ':account': orderPartition(ref), ':from': from, ':last': to - 1 }),
      ScanIndexForward: false,
      Limit: limit,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    }),
  );
  const records = (page.Items ?? []).map((item) => entryFrom<OrderRecord>(item));
  const last = records.at(-1);
  return { records, next: page.LastEvaluatedKey === undefined || last === undefined ? null : cursorAfter(last) };
}

/** Opaque to clients: the orders that were sent before this order. */
export function cursorAfter({ sentAt, clientOrderId }: OrderRecord): string {
  return `${sentAt}:${clientOrderId}`;
}

/**
 * The orders since `since` (epoch ms) that another key than those of `versions` has signed, and the orders without a verdict that no deadline
 * ends; newest first, page by page. DynamoDB reads every order of the time, so the caller bounds the time.
 */
export async function* ordersBeyondKeys(
  ref: AccountRef,
  since: number,
  versions: readonly string[],
): AsyncGenerator<OrderRecord[]> {
  const present = versions.map((version, index) => [`:version${index}`, { S: version }] as const);
  const endless = 'attribute_type(#record.arrivesUntil, :null) AND entryState IN (:sending, :unknown, :review)';
  const others = `NOT #record.credentialVersion IN (${present.map(([name]) => name).join(', ')})`;
  const pages = queryPages({
    IndexName: 'orders',
    KeyConditionExpression: 'orderAccount = :account AND orderTime >= :since',
    ...(present.length === 0 ? {} : { FilterExpression: `(${others}) OR (${endless})` }),
    ...(present.length === 0 ? {} : { ExpressionAttributeNames: { '#record': 'record' } }),
    ExpressionAttributeValues: {
      ':account': { S: orderPartition(ref) },
      ':since': { N: String(since) },
      ...(present.length === 0 ? {} : { ...Object.fromEntries(present), ...undecided }),
    },
    ScanIndexForward: false,
  });
  for await (const items of pages) yield items.map((item) => entryFrom<OrderRecord>(item));
}

const undecided = {
  ':null': { S: 'NULL' },
  ':sending': { S: 'IN_FLIGHT' satisfies EntryState },
  ':unknown': { S: 'UNKNOWN' satisfies EntryState },
  ':review': { S: 'NEEDS_REVIEW' satisfies EntryState },
};

/** Built from the account of the call: a cursor cannot reach into another partition. */
function startAfter(
  ref: AccountRef,
  cursor: string,
  { from, to }: { readonly from: number; readonly to: number },
): Item {
  const [, time = '', clientOrderId = ''] = /^(\d{1,15}):([A-Za-z0-9_-]{1,100})$/.exec(cursor) ?? [];
  if (time === '' || Number(time) < from || Number(time) >= to)
    throw invalidField('cursor', 'must be next_cursor of an answer to the same question');
  return { ...orderKey(ref, clientOrderId), orderAccount: { S: orderPartition(ref) }, orderTime: { N: time } };
}
