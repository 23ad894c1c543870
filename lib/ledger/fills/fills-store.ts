import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { ledgerPartition } from '../../accounts/partitions.ts';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { queryPages } from '../../aws/query-pages.ts';
import { requireKnownShape, shape } from '../../aws/stored-shape.ts';
import type { Fill } from '../../exchanges/model/history.ts';
import { endOfTime } from '../store/ledger-store.ts';
import type { FillsName } from './fills-cursor.ts';

/** The place of a fill among the fills of its owner: ids rise within a symbol. */
export type FillPlace = Pick<Fill, 'timestamp' | 'symbol' | 'id'>;

function prefixOf({ exchange, marketType, owner }: FillsName): string {
  return `FILL#${exchange}#${marketType}#${owner}#`;
}

/** Fifteen digits of milliseconds and twenty of an id: as text they sort as the numbers do. */
function timeText(time: number): string {
  return String(Math.min(Math.max(time, 0), endOfTime)).padStart(15, '0');
}

function sortKeyOf(name: FillsName, { timestamp, symbol, id }: FillPlace): string {
  return `${prefixOf(name)}${timeText(timestamp)}#${symbol}#${id.padStart(20, '0')}`;
}

/** Stores a fill once. A fill of an exchange never changes: the stored fill stays. */
export async function putFill(name: FillsName, fill: Fill): Promise<void> {
  const days = env.ledgerRetentionDays;
  const expiresAt = days === null ? {} : { expiresAt: Math.ceil(fill.timestamp / 1000) + days * 86_400 };
  const key = { pk: { S: ledgerPartition(name.ref) }, sk: { S: sortKeyOf(name, fill) } };
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: { ...key, ...marshall({ shape, fill, ...expiresAt }) },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

export interface FillsRequest {
  /** Epoch ms: from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
  /** Only fills before this place. */
  readonly below: FillPlace | null;
  readonly limit: number;
}

/** Newest first, at most `limit`, and whether more fills follow. */
export async function listFills(
  name: FillsName,
  { from, to, below, limit }: FillsRequest,
): Promise<{ fills: Fill[]; hasMore: boolean }> {
  const fills: Fill[] = [];
  const belowKey = below === null ? null : sortKeyOf(name, below);
  const end = `${prefixOf(name)}${timeText(to)}`;
  const [start, last] = [`${prefixOf(name)}${timeText(from)}`, belowKey === null || belowKey > end ? end : belowKey];
  // DynamoDB refuses a start after the end.
  if (start > last) return { fills, hasMore: false };
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
      if (fills.length === limit) return { fills, hasMore: true };
      requireKnownShape(item);
      fills.push(unmarshall(item).fill as Fill);
    }
  }
  return { fills, hasMore: false };
}
