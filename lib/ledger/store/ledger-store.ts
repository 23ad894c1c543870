import { ConditionalCheckFailedException, PutItemCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { AccountRef } from '../../accounts/account.ts';
import { ledgerPartition } from '../../accounts/partitions.ts';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { queryPages } from '../../aws/query-pages.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { LedgerEntry, LedgerPlace } from '../../exchanges/model/ledger-entry.ts';
import type { Item } from '../../nonce/nonce-counter.ts';

/** Later than any row. */
export const endOfTime = 999_999_999_999_999;

/** Whose rows. */
export interface Ledger {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
}

/** Epoch ms: from inclusive, to exclusive. */
export interface LedgerRange {
  readonly from: number;
  readonly to: number;
}

/** Fifteen digits of milliseconds and twenty of a row's number: as text they sort as the numbers do. */
function timeText(time: number): string {
  return String(Math.min(Math.max(time, 0), endOfTime)).padStart(15, '0');
}
function idText(id: string): string {
  return /^\d+$/.test(id) ? id.padStart(20, '0') : id;
}
function prefixOf(marketType: MarketType): string {
  return `EVENT#${marketType}#`;
}
/** With the books' owner, because two customers' rows may share a number and an instant: a key may come to belong to another. */
function sortKeyOf(marketType: MarketType, { time, id, owner }: LedgerEntry): string {
  return `${prefixOf(marketType)}${timeText(time)}#${idText(id)}${owner === null ? '' : `#${owner}`}`;
}

/** Newest first; the order of rows wherever two lists of them meet. */
export function newestFirst(a: LedgerPlace, b: LedgerPlace): number {
  return b.time - a.time || (idText(a.id) < idText(b.id) ? 1 : idText(a.id) > idText(b.id) ? -1 : 0);
}

export type Stored = 'stored' | 'known' | 'conflict';

/** Stores a row once. The same id with other content is never written over what is there: that is a conflict. */
export async function putRow({ ref, marketType }: Ledger, row: LedgerEntry): Promise<Stored> {
  const days = env.ledgerRetentionDays;
  const expiresAt = days === null ? {} : { expiresAt: Math.ceil(row.time / 1000) + days * 86_400 };
  const key = { pk: { S: ledgerPartition(ref) }, sk: { S: sortKeyOf(marketType, row) } };
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: { ...key, ...marshall({ row, ...expiresAt }) },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return 'stored';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item?.row?.M?.digest?.S === row.digest ? 'known' : 'conflict';
  }
}

/** Digests by id of what is stored of one owner's books in a range, for a long stretch that is read again. */
export async function storedDigests(
  ledger: Ledger,
  range: LedgerRange,
  owner: string | null,
): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  const terms = {
    ProjectionExpression: '#row.id, #row.digest, #row.#owner',
    ExpressionAttributeNames: { '#row': 'row', '#owner': 'owner' },
  };
  for await (const items of pages(ledger, range, terms))
    for (const { row } of items)
      if ((row?.M?.owner?.S ?? null) === owner) digests.set(row?.M?.id?.S ?? '', row?.M?.digest?.S ?? '');
  return digests;
}

/** Every row of a range, page by page, oldest first. */
export async function* readRows(ledger: Ledger, range: LedgerRange): AsyncGenerator<LedgerEntry[]> {
  for await (const items of pages(ledger, range, {})) yield items.map(rowOf);
}

/** An amount of a row that events are made of. */
export type LedgerAmount = 'funding' | 'realizedPnl';

export interface RowsRequest extends LedgerRange {
  /** Only rows below this one. */
  readonly below?: LedgerPlace | undefined;
  readonly amount: LedgerAmount;
  readonly symbol?: string | undefined;
  /** Which of them count. */
  readonly accept: (row: LedgerEntry) => boolean;
  readonly limit: number;
}

/** Rows that count, newest first, at most `limit`, and whether there may be more. */
export async function listRows(
  ledger: Ledger,
  { below, amount, symbol, accept, limit, ...range }: RowsRequest,
): Promise<{ rows: LedgerEntry[]; hasMore: boolean }> {
  const isBelow = (row: LedgerEntry): boolean => below === undefined || newestFirst(row, below) > 0;
  const upTo = below === undefined ? range : { ...range, to: Math.min(range.to, below.time + 1) };
  const rows: LedgerEntry[] = [];
  for await (const items of pages(ledger, upTo, { ScanIndexForward: false, ...only(amount, symbol) })) {
    rows.push(...items.map(rowOf).filter((row) => isBelow(row) && accept(row)));
    if (rows.length > limit) return { rows: rows.slice(0, limit), hasMore: true };
  }
  return { rows, hasMore: false };
}

/** By the amount itself, so that no word of the exchange's for a row can hide one; rows without it stay in the table. */
function only(amount: LedgerAmount, symbol: string | undefined): Terms {
  return {
    FilterExpression: `attribute_type(#row.#amount, :text)${symbol === undefined ? '' : ' AND #row.symbol = :symbol'}`,
    ExpressionAttributeNames: { '#row': 'row', '#amount': amount },
    values: { ':text': { S: 'S' }, ...(symbol === undefined ? {} : { ':symbol': { S: symbol } }) },
  };
}

function rowOf(item: Item): LedgerEntry {
  return unmarshall(item).row as LedgerEntry;
}

type Terms = Partial<QueryCommandInput> & { readonly values?: Item };

async function* pages(
  { ref, marketType }: Ledger,
  range: LedgerRange,
  { values, ...terms }: Terms,
): AsyncGenerator<Item[]> {
  // DynamoDB refuses such bounds; a cursor from before the range asks for them.
  if (range.from >= range.to) return;
  yield* queryPages({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': { S: ledgerPartition(ref) },
      // A row's key goes on behind its time: the upper bound leaves out rows of that very moment.
      ':from': { S: `${prefixOf(marketType)}${timeText(range.from)}` },
      ':to': { S: `${prefixOf(marketType)}${timeText(range.to)}` },
      ...values,
    },
    ConsistentRead: true,
    ...terms,
  });
}
