import { unmarshall } from '@aws-sdk/util-dynamodb';
import { ledgerPartition } from '../../accounts/partitions.ts';
import { queryPages } from '../../aws/query-pages.ts';
import { requireKnownShape } from '../../aws/stored-shape.ts';
import type { Fill } from '../../exchanges/model/history.ts';
import { endOfTime } from '../store/ledger-store.ts';
import { putOnce } from '../store/put-once.ts';
import type { FillsName } from './fills-cursor.ts';

/**
 * The place of a fill among the fills of its owner: ids rise within a symbol. Two orders of one account that trade with each other have two fills of
 * one id (Binance): the one that was stored later is the second.
 */
export type FillPlace = Pick<Fill, 'timestamp' | 'symbol' | 'id'> & { readonly isSecond: boolean };

function prefixOf({ exchange, marketType, owner }: FillsName): string {
  return `FILL#${exchange}#${marketType}#${owner}#`;
}

/** Fifteen digits of milliseconds and twenty of an id: as text they sort as the numbers do. */
function timeText(time: number): string {
  return String(Math.min(Math.max(time, 0), endOfTime)).padStart(15, '0');
}

function sortKeyOf(name: FillsName, { timestamp, symbol, id, isSecond }: FillPlace): string {
  return `${prefixOf(name)}${timeText(timestamp)}#${symbol}#${id.padStart(20, '0')}${isSecond ? secondMark : ''}`;
}

const secondMark = '#2';

/** Stores a fill once. A fill of an exchange never changes: the stored fill stays. */
export async function putFill(name: FillsName, fill: Fill): Promise<void> {
  const stored = await putUnlessThere(name, fill, false);
  if (stored !== null && stored.orderId !== fill.orderId) await putUnlessThere(name, fill, true);
}

/** The fill that is there already; null: stored now. */
async function putUnlessThere(name: FillsName, fill: Fill, isSecond: boolean): Promise<Fill | null> {
  const key = { pk: { S: ledgerPartition(name.ref) }, sk: { S: sortKeyOf(name, { ...fill, isSecond }) } };
  const present = await putOnce(key, { at: fill.timestamp, content: { fill } });
  if (present === null) return null;
  requireKnownShape(present);
  return unmarshall(present).fill as Fill;
}

export interface FillsRequest {
  /** Epoch ms: from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
  /** Only fills before this place. */
  readonly below: FillPlace | null;
  readonly limit: number;
}

export interface ListedFills {
  readonly fills: readonly Fill[];
  /** The place of the last fill, where more fills follow. */
  readonly next: FillPlace | null;
}

/** Newest first, at most `limit`. */
export async function listFills(name: FillsName, { from, to, below, limit }: FillsRequest): Promise<ListedFills> {
  const fills: Fill[] = [];
  let next: FillPlace | null = null;
  const belowKey = below === null ? null : sortKeyOf(name, below);
  const end = `${prefixOf(name)}${timeText(to)}`;
  const [start, last] = [`${prefixOf(name)}${timeText(from)}`, belowKey === null || belowKey > end ? end : belowKey];
  // DynamoDB refuses a start after the end.
  if (start > last) return { fills, next };
  const pages = queryPages({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :start AND :last',
    ExpressionAttributeValues: {
      ':pk': { S: ledgerPartition(name.ref) },
      ':start': { S: start },
      ':last': { S: last },
    },
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: limit + 2,
  });
  for await (const items of pages) {
    for (const item of items) {
      if (item.sk?.S === belowKey) continue;
      if (fills.length === limit) return { fills, next };
      requireKnownShape(item);
      const fill = unmarshall(item).fill as Fill;
      fills.push(fill);
      next = { ...fill, isSecond: item.sk?.S?.endsWith(secondMark) === true };
    }
  }
  return { fills, next: null };
}
