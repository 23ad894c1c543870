import { BatchGetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { AccountRef } from '../../accounts/account.ts';
import { orderPartition } from '../../accounts/partitions.ts';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { requireKnownShape, shape } from '../../aws/stored-shape.ts';
import type { ItemKey } from '../../aws/table-item.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';

/** How well the journal follows the resting orders of one market of an account. Times in epoch ms. */
export interface Following {
  /** Every resting order that had been sent before this time is as the exchange showed the order then, or later; null before the first look. */
  readonly followedAt: number | null;
  /** Looks that have failed in succession. */
  readonly failures: number;
  /** No look before this time. */
  readonly retryAt: number;
}

const notFollowed: Following = { followedAt: null, failures: 0, retryAt: 0 };

function followingKey(ref: AccountRef, marketType: MarketType): ItemKey {
  return { pk: { S: orderPartition(ref) }, sk: { S: `FOLLOWING#${marketType}` } };
}

/** Of every market of the account, in one request. */
export async function readFollowing(ref: AccountRef): Promise<(marketType: MarketType) => Following> {
  const Keys = marketTypes.map((marketType) => ({ ...followingKey(ref, marketType) }));
  const { Responses } = await dynamodb().send(new BatchGetItemCommand({ RequestItems: { [env.table]: { Keys } } }));
  const items = Responses?.[env.table] ?? [];
  return (marketType) => {
    const item = items.find(({ sk }) => sk?.S === followingKey(ref, marketType).sk.S);
    if (item === undefined) return notFollowed;
    requireKnownShape(item);
    return unmarshall(item).following as Following;
  };
}

export async function saveFollowing(ref: AccountRef, marketType: MarketType, following: Following): Promise<void> {
  const item = { ...followingKey(ref, marketType), ...marshall({ shape, following }) };
  await dynamodb().send(new PutItemCommand({ TableName: env.table, Item: item }));
}
