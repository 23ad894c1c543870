import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { eventPartition } from '../accounts/partitions.ts';
import { dynamodb } from '../aws/clients.ts';
import { sharedNow } from '../aws/clock.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import { requireKnownShape, shape } from '../aws/stored-shape.ts';
import type { Item, ItemKey } from '../aws/table-item.ts';
import type { Change } from '../outbox/change.ts';
import { marshalled } from '../outbox/outbox.ts';

/** A change of a purged account: the numbers of the purged events stay taken, so that the ids of the remaining events stay. */
interface PurgedChange {
  readonly id: string;
  /** The number of events. */
  readonly purged: number;
}

export type ListedChange = Change | PurgedChange;

/** A slot of the list: filled once, after the slot before. */
export interface Slot {
  readonly slot: number;
  readonly changes: readonly ListedChange[];
}

export function isPurged(change: ListedChange): change is PurgedChange {
  return 'purged' in change;
}

/** The number of events of a change, purged or not. */
export function sizeOf(change: ListedChange): number {
  return isPurged(change) ? change.purged : change.events.length;
}

const prefix = 'SLOT#';
const lastName = `${prefix}999999999999`;

function slotName(slot: number): string {
  return `${prefix}${String(slot).padStart(12, '0')}`;
}

export function slotKey(tenant: string, slot: number): ItemKey {
  return { pk: { S: eventPartition(tenant) }, sk: { S: slotName(slot) } };
}

function numberOf({ sk }: Item): number {
  return Number((sk?.S ?? '').slice(prefix.length));
}

/** Events are kept this long after the next slot is filled. */
export const keptDays = 90;
const keptSeconds = keptDays * 86_400;

/**
 * The number of the last slot. The last slot is kept for ever, because its number is the place of the next. The slot before the last gets an end
 * here, at the latest: a sequencer that died may have left that slot without an end.
 */
export async function lastSlot(tenant: string): Promise<number> {
  const { Items: [last, before] = [] } = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      ...slotsFrom(tenant, 0),
      ScanIndexForward: false,
      Limit: 2,
      ProjectionExpression: 'pk, sk, expiresAt',
    }),
  );
  if (before !== undefined && before.expiresAt === undefined) await endSlot(tenant, numberOf(before));
  return last === undefined ? 0 : numberOf(last);
}

async function endSlot(tenant: string, slot: number): Promise<void> {
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: env.table,
      Key: slotKey(tenant, slot),
      UpdateExpression: 'SET expiresAt = if_not_exists(expiresAt, :end)',
      ExpressionAttributeValues: { ':end': { N: String(Math.ceil(sharedNow() / 1000) + keptSeconds) } },
    }),
  );
}

function slotsFrom(tenant: string, slot: number) {
  return {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: {
      ':pk': { S: eventPartition(tenant) },
      ':first': { S: slotName(slot) },
      ':last': { S: lastName },
    },
    ConsistentRead: true,
  };
}

/** Fills a slot that is empty. False where a competing sequencer was first. The SDK's repetition of a lost write meets its own slot. */
export async function fillSlot(tenant: string, slot: number, changes: readonly Change[]): Promise<boolean> {
  const attempt = randomUUID();
  const fields = marshall({ shape, attempt, listedAt: sharedNow() });
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: { ...slotKey(tenant, slot), ...fields, listed: marshalled(changes) },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item?.attempt?.S === attempt;
  }
}

/** Kept slots from this one on, oldest first; fewer than `limit` where the list ends. DynamoDB deletes slots some days after their end. */
export async function readSlots(tenant: string, from: number, limit: number): Promise<readonly Slot[]> {
  const slots: Slot[] = [];
  for await (const items of queryPages({ ...slotsFrom(tenant, from), Limit: limit })) {
    slots.push(...items.filter(isKept).map(slotFrom));
    if (slots.length >= limit) break;
  }
  return slots.slice(0, limit);
}

function isKept({ expiresAt }: Item): boolean {
  return expiresAt === undefined || Number(expiresAt.N) > sharedNow() / 1000;
}

function slotFrom(item: Item): Slot {
  requireKnownShape(item);
  return { slot: numberOf(item), changes: unmarshall(item).listed as ListedChange[] };
}

/** Blanks the changes of an account in a slot. The ids stay: the sequencer must see that the slot has them. */
export async function blankChanges(tenant: string, { slot, changes }: Slot, accountId: string): Promise<void> {
  const kept = changes.map((change) =>
    isPurged(change) || change.accountId !== accountId ? change : { id: change.id, purged: change.events.length },
  );
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: env.table,
      Key: slotKey(tenant, slot),
      UpdateExpression: 'SET listed = :kept',
      // A slot whose time is over may be gone: the update must not bring the slot back.
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':kept': marshalled(kept as readonly Change[]) },
    }),
  );
}
