import { BatchGetItemCommand, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { AccountRef } from '../../accounts/account.ts';
import { orderPartition } from '../../accounts/partitions.ts';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { requireKnownShape, shape } from '../../aws/stored-shape.ts';
import type { Item, ItemKey } from '../../aws/table-item.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';

/** How well the journal follows the resting orders of one market of an account. Times in epoch ms. */
export interface Following {
  /**
   * The last look listed the resting orders of the journal at this time, and asked the exchange afterwards: each order that rested in the journal
   * by then is as the exchange showed the order then, or later. Null before the first look.
   */
  readonly followedAt: number | null;
  /** Looks that have failed in succession. */
  readonly failures: number;
  /** No look before this time. */
  readonly retryAt: number;
}

export type FollowingOf = (marketType: MarketType) => Following;

const notFollowed: Following = { followedAt: null, failures: 0, retryAt: 0 };

function followingKey(ref: AccountRef, marketType: MarketType): ItemKey {
  return { pk: { S: orderPartition(ref) }, sk: { S: `FOLLOWING#${marketType}` } };
}

/** The items of every market of an account. */
export function followingKeys(ref: AccountRef): ItemKey[] {
  return marketTypes.map((marketType) => followingKey(ref, marketType));
}

/** Of every market of the account, in one request. */
export async function readFollowing(ref: AccountRef): Promise<FollowingOf> {
  const Keys = followingKeys(ref).map((key) => ({ ...key }));
  const { Responses } = await dynamodb().send(new BatchGetItemCommand({ RequestItems: { [env.table]: { Keys } } }));
  return followingIn(ref, Responses?.[env.table] ?? []);
}

/** `items` may belong to several accounts. */
export function followingIn(ref: AccountRef, items: readonly Item[]): FollowingOf {
  return (marketType) => {
    const { pk, sk } = followingKey(ref, marketType);
    const item = items.find((one) => one.sk?.S === sk.S && one.pk?.S === pk.S);
    if (item === undefined) return notFollowed;
    requireKnownShape(item);
    return unmarshall(item).following as Following;
  };
}

/** The end of a look. */
export interface Followed {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly following: Following;
}

/** The limit of one BatchWriteItem. */
export const mostFollowings = 25;

/** At most `mostFollowings` in a request; no two of the same account and market. */
export async function saveFollowings(all: readonly Followed[]): Promise<void> {
  let left = all.map(({ ref, marketType, following }) => ({
    PutRequest: { Item: { ...followingKey(ref, marketType), ...marshall({ shape, following }) } as Item },
  }));
  for (let tries = 0; left.length > 0; tries += 1) {
    if (tries === mostTries) throw new Error(`${left.length} looks could not be written down`);
    const request = new BatchWriteItemCommand({ RequestItems: { [env.table]: left } });
    const { UnprocessedItems } = await dynamodb().send(request);
    left = (UnprocessedItems?.[env.table] ?? []) as typeof left;
  }
}

/** Each try is repeated by the SDK, with pauses. */
const mostTries = 3;
