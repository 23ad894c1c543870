import { BatchGetItemCommand, ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { Item, ItemKey } from '../aws/table-item.ts';
import type { ExchangeId } from '../exchanges/exchanges.ts';
import { longestWaitSeconds } from '../exchanges/wire/refusals.ts';

/** The item of a host, in which all containers count. */
export interface LimitKey {
  readonly exchange: ExchangeId;
  readonly host: string;
}

/** What the item holds. */
export interface Counted {
  /** The number of the window since 1970. */
  readonly window: number;
  readonly used: number;
  /** Epoch ms; 0 where the exchange has banned nobody. */
  readonly bannedUntil: number;
}

/** A write took place, or its condition failed on what the item holds. */
export type Write = { readonly isDone: boolean; readonly counted: Counted };

interface Terms {
  readonly window: number;
  readonly weight: number;
  /** The highest count that the window may reach. */
  readonly most: number;
  readonly now: number;
}

/** Clocks of containers differ by less. */
const mostSkewSeconds = 60;

/** The end of the longest ban, in epoch ms. A ban that ends later was written by a wrong clock, and counts as none. */
export function furthestBan(now: number): number {
  return now + (longestWaitSeconds + mostSkewSeconds) * 1000;
}

const free = '(bannedUntil <= :now OR bannedUntil > :furthestBan)';

function untilNow(now: number): Readonly<Record<string, number>> {
  return { ':now': now, ':furthestBan': furthestBan(now) };
}

/** Counts the weight in a window that has a count already, unless the count would exceed `most` or the address is banned. */
export function addWeight(key: LimitKey, { window, weight, most, now }: Terms): Promise<Write> {
  return write(key, 'SET used = used + :weight', `#window = :window AND used <= :room AND ${free}`, {
    ...{ ':window': window, ':weight': weight, ':room': most - weight, ...untilNow(now) },
  });
}

/** Begins the count of a window, unless another container has or the address is banned. A stored window far ahead counts as none. */
export function beginWindow(key: LimitKey, { window, weight, now }: Terms): Promise<Write> {
  const change = 'SET #window = :window, used = :weight, bannedUntil = if_not_exists(bannedUntil, :never)';
  const condition = `attribute_not_exists(#window) OR ((#window < :window OR #window > :farthest) AND ${free})`;
  const values = { ':window': window, ':farthest': window + 1, ':weight': weight, ':never': 0, ...untilNow(now) };
  return write(key, change, condition, values);
}

/** The exchange counts more than this deployment: another program shares the address, or commands have taken from the reserve. */
export function raiseCount(key: LimitKey, window: number, used: number): Promise<Write> {
  return write(key, 'SET used = :used', '#window = :window AND used < :used', { ':window': window, ':used': used });
}

export function storeBan(key: LimitKey, until: number, now: number): Promise<Write> {
  const change = 'SET bannedUntil = :until, #window = if_not_exists(#window, :none), used = if_not_exists(used, :none)';
  const condition = 'attribute_not_exists(bannedUntil) OR bannedUntil < :until OR bannedUntil > :furthestBan';
  return write(key, change, condition, { ':until': until, ':none': 0, ':furthestBan': furthestBan(now) });
}

/** The items of the hosts and, in the same request, one more item. A table in a hurry may leave items out. */
export async function readBeside(
  keys: readonly LimitKey[],
  beside: ItemKey | null,
): Promise<{ readonly item: Item | undefined; readonly counted: readonly (readonly [LimitKey, Counted])[] }> {
  const wanted = [...keys.map(keyOf), ...(beside === null ? [] : [beside])];
  const RequestItems = { [env.table]: { Keys: wanted, ConsistentRead: true } };
  const { Responses } = await dynamodb().send(new BatchGetItemCommand({ RequestItems }));
  const at = ({ pk, sk }: ItemKey) =>
    Responses?.[env.table]?.find((item) => item.pk?.S === pk.S && item.sk?.S === sk.S);
  return {
    item: beside === null ? undefined : at(beside),
    counted: keys.map((key) => [key, countedIn(at(keyOf(key)))] as const),
  };
}

function keyOf({ exchange, host }: LimitKey): ItemKey {
  return { pk: { S: `LIMITS#${exchange}` }, sk: { S: host } };
}

async function write(
  key: LimitKey,
  UpdateExpression: string,
  ConditionExpression: string,
  values: Readonly<Record<string, number>>,
): Promise<Write> {
  const command = new UpdateItemCommand({
    TableName: env.table,
    Key: keyOf(key),
    UpdateExpression,
    ConditionExpression,
    ExpressionAttributeNames: { '#window': 'window' },
    ExpressionAttributeValues: marshall(values),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    return { isDone: true, counted: countedIn((await dynamodb().send(command)).Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { isDone: false, counted: countedIn(error.Item) };
  }
}

function countedIn(item: Item = {}): Counted {
  const { window, used, bannedUntil } = item;
  return { window: Number(window?.N ?? 0), used: Number(used?.N ?? 0), bannedUntil: Number(bannedUntil?.N ?? 0) };
}
