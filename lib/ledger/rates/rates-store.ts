import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { queryPages } from '../../aws/query-pages.ts';
import { requireKnownShape, shape } from '../../aws/stored-shape.ts';
import type { Item, ItemKey } from '../../aws/table-item.ts';
import type { MarketName } from '../../exchanges/exchanges.ts';
import type { FundingRate } from '../../exchanges/model/history.ts';
import { endOfTime, type LedgerRange, type Stored } from '../store/ledger-store.ts';
import { saveNext } from '../store/saved-cursor.ts';
import { newRatesCursor, type RatesCursor } from './rates-cursor.ts';

/** Published rates belong to a market, and all accounts share them. Stored rates are never deleted. */
export interface RatesOf extends MarketName {
  readonly symbol: string;
}

function partitionOf({ exchange, marketType, symbol }: RatesOf) {
  return { S: `RATES#${exchange}#${marketType}#${symbol}` };
}
function timeText(time: number): string {
  return String(Math.min(Math.max(time, 0), endOfTime)).padStart(15, '0');
}
function cursorKey(rates: RatesOf): ItemKey {
  return { pk: partitionOf(rates), sk: { S: 'CURSOR' } };
}

/** Stores a rate once. Another rate for the same time is a conflict, and the stored rate stays. */
export async function putRate(rates: RatesOf, { timestamp, rate, absoluteRate }: FundingRate): Promise<Stored> {
  const key = { pk: partitionOf(rates), sk: { S: `RATE#${timeText(timestamp)}` } };
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: { ...key, ...marshall({ shape, timestamp, rate, absoluteRate }, { removeUndefinedValues: true }) },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return 'stored';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item?.rate?.S === rate ? 'known' : 'conflict';
  }
}

/** Stored rates of a range, newest first, at most `limit`. */
export async function listRates(
  rates: RatesOf,
  { from, to }: LedgerRange,
  limit = Number.POSITIVE_INFINITY,
): Promise<FundingRate[]> {
  const found: FundingRate[] = [];
  // DynamoDB refuses such bounds.
  if (from >= to) return found;
  const pages = queryPages({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': partitionOf(rates),
      ':from': { S: `RATE#${timeText(from)}` },
      // BETWEEN includes its upper bound.
      ':to': { S: `RATE#${timeText(to - 1)}` },
    },
    ScanIndexForward: false,
    ConsistentRead: true,
    ...(Number.isFinite(limit) ? { Limit: limit } : {}),
  });
  for await (const items of pages) {
    found.push(...items.map((item) => rateOf(item, rates)));
    if (found.length >= limit) break;
  }
  return found.slice(0, limit);
}

function rateOf(item: Item, { symbol }: RatesOf): FundingRate {
  requireKnownShape(item);
  const { timestamp, rate, absoluteRate = null } = unmarshall(item);
  return { symbol, timestamp, rate, absoluteRate };
}

export async function readRatesCursor(rates: RatesOf): Promise<RatesCursor> {
  const { Item } = await dynamodb().send(
    new GetItemCommand({ TableName: env.table, Key: cursorKey(rates), ConsistentRead: true }),
  );
  if (Item === undefined) return newRatesCursor;
  requireKnownShape(Item);
  return unmarshall(Item).cursor as RatesCursor;
}

/** Writes the next version, unless another pull has written meanwhile: then both have stored the same rates. */
export async function saveRatesCursor(rates: RatesOf, cursor: RatesCursor): Promise<void> {
  await saveNext(cursorKey(rates), cursor);
}
