import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { Item } from '../aws/table-item.ts';
import { Decimal } from '../decimal.ts';
import type { ExchangeOrder } from '../exchanges/model/order.ts';
import { entryFrom } from '../journal/journal.ts';
import { forgottenAt } from '../journal/journal-retention.ts';
import { appending } from '../outbox/outbox.ts';
import { endedStatuses, isOver, type OrderRecord } from './order.ts';
import { orderChange, toldFilledAfter } from './order-changes.ts';
import { isFollowed, isNew, orderKey, restingAttributes } from './order-store.ts';

/**
 * Keeps what the exchange told of a settled order in a look that began at `at` (epoch ms), with the change for the list of events. The state
 * does not change. The description of a later look stands, and so does an end: false when nothing was written. An order that ends leaves the
 * sparse index of resting orders, once the price of its fills is told.
 */
export async function describeOrder(record: OrderRecord, described: ExchangeOrder, at: number): Promise<boolean> {
  let before = record;
  let told = completed(described, before, at);
  while (mayFollow(before, record, told)) {
    const present = await writeOver(before, told, at);
    if (present === null) return true;
    if (present === 'gone' || isSameVersion(present, before)) return false;
    before = present;
    told = completed(described, before, at);
  }
  return before !== record && told !== null && !isNew(told, before);
}

/**
 * The stored entry still awaits this description. An end stands with all that was filled: a later look adds fees and prices, and takes no fill back.
 * A description that is known already needs no write.
 */
function mayFollow(stored: OrderRecord, record: OrderRecord, told: ExchangeOrder | null): told is ExchangeOrder {
  const isEnded = stored.described !== null && isOver(stored.described.status);
  return (
    stored.attempt === record.attempt &&
    stored.state === 'ACCEPTED' &&
    isNew(told, stored) &&
    (!isEnded || (isOver(told.status) && !takesBack(told, stored.described)))
  );
}

/** A source that tells less, or nothing, of what was filled does not know the fills. */
function takesBack({ filledQuantity }: ExchangeOrder, stored: ExchangeOrder | null): boolean {
  return new Decimal(filledQuantity ?? 0).lt(stored?.filledQuantity ?? 0);
}

/**
 * The description of a look, completed from the stored one; null for a look that began before the stored one. One of two looks side by side may
 * have been refused the fills: of the same end both tell the same, and the price that either has told is known.
 */
function completed(
  told: ExchangeOrder,
  { described: stored, describedAt }: OrderRecord,
  at: number,
): ExchangeOrder | null {
  const isLater = describedAt === undefined || describedAt <= at;
  if (stored === null || !isSameEnd(told, stored)) return isLater ? told : null;
  const [late, early] = isLater ? [told, stored] : [stored, told];
  const fees = late.fees ?? early.fees;
  const averagePrice = late.averagePrice ?? early.averagePrice;
  return { ...late, averagePrice, ...(fees === undefined ? {} : { fees }) };
}

function isSameEnd(one: ExchangeOrder, other: ExchangeOrder): boolean {
  return isOver(one.status) && one.status === other.status && one.filledQuantity === other.filledQuantity;
}

function isSameVersion(one: OrderRecord, other: OrderRecord): boolean {
  return one.describedAt === other.describedAt && one.attempt === other.attempt && one.state === other.state;
}

/**
 * Changes that wait for the list make the item larger, and an item has a limit. With so many of them only an end is written: the next look
 * tells of everything else, when the list has caught up.
 */
export const mostWaiting = 100;

/**
 * Null after a write; otherwise the entry that is stored now. The change follows from the description that the write replaces, so the entry must
 * be the very one that was read: `describedAt` rises with each description. The SDK's repetition of a write that was applied meets its own entry.
 */
async function writeOver(before: OrderRecord, told: ExchangeOrder, at: number): Promise<OrderRecord | 'gone' | null> {
  const describedAt = Math.max(at, (before.describedAt ?? 0) + 1);
  const toldFilled = toldFilledAfter(before, told);
  const after = { ...before, described: told, describedAt, toldFilled };
  try {
    await dynamodb().send(new UpdateItemCommand(updateOf(before, after)));
    return null;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item === undefined ? 'gone' : entryFrom<OrderRecord>(error.Item);
  }
}

type Described = OrderRecord & { readonly described: ExchangeOrder; readonly describedAt: number };

function updateOf(before: OrderRecord, after: Described): UpdateItemCommandInput {
  const isEnd = isOver(after.described.status);
  const { set, add, values } = appending(after.ref.tenant, orderChange(before, after));
  const resting = isFollowed(after) ? ', restingShard = :shard, restingSince = :since' : '';
  const forgotten = expiryOf(after) === null ? '' : ', expiresAt = :expires';
  const told = withToldFilled(after) ? ', #record.toldFilled = :told' : '';
  const removed = [
    ...(resting === '' ? ['restingShard', 'restingSince'] : []),
    ...(told === '' ? ['#record.toldFilled'] : []),
  ];
  return {
    TableName: env.table,
    Key: orderKey(after.ref, after.clientOrderId),
    UpdateExpression: `SET #record.described = :described, #record.describedAt = :at${told}${resting}${forgotten}${set}${removed.length === 0 ? '' : ` REMOVE ${removed.join(', ')}`}${add}`,
    ConditionExpression: conditionOn(before, isEnd),
    ExpressionAttributeNames: { '#record': 'record', ...(isEnd ? {} : { '#status': 'status' }) },
    ExpressionAttributeValues: { ...valuesOf(before, after, isEnd), ...values },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** An order that goes on is never forgotten. */
function expiryOf(after: Described): number | null {
  return isFollowed(after) ? null : forgottenAt();
}

/** Stored only where the description alone does not tell how much of the order the events have told as filled. */
function withToldFilled({ toldFilled, described }: Described): boolean {
  return toldFilled !== (described.filledQuantity ?? '0');
}

function conditionOn({ describedAt }: OrderRecord, isEnd: boolean): string {
  const isSame =
    describedAt === undefined ? 'attribute_not_exists(#record.describedAt)' : '#record.describedAt = :seen';
  const hasRoom = '(attribute_not_exists(changes) OR size(changes) < :most)';
  const mayGoOn = isEnd ? '' : ` AND ${hasRoom} AND ${noEnd}`;
  return `attempt = :attempt AND entryState = :acked AND ${isSame}${mayGoOn}`;
}

/** Releases before the list of events wrote two descriptions under one `describedAt`, so the time alone does not prove that no end is stored. */
const ends = Object.fromEntries(endedStatuses.map((status, index) => [`:end${index}`, status]));
const noEnd = `NOT #record.described.#status IN (${Object.keys(ends).join(', ')})`;

function valuesOf(before: OrderRecord, after: Described, isEnd: boolean): Item {
  const { restingShard, restingSince } = restingAttributes(after);
  return marshall(
    {
      ':described': after.described,
      ':at': after.describedAt,
      ':attempt': after.attempt,
      ':acked': 'ACCEPTED',
      ...(before.describedAt === undefined ? {} : { ':seen': before.describedAt }),
      ...(withToldFilled(after) ? { ':told': after.toldFilled } : {}),
      ...(isFollowed(after) ? { ':shard': restingShard, ':since': restingSince } : {}),
      ...(expiryOf(after) === null ? {} : { ':expires': expiryOf(after) }),
      ...(isEnd ? {} : { ':most': mostWaiting, ...ends }),
    },
    { removeUndefinedValues: true },
  );
}
