import { ConditionalCheckFailedException, type QueryCommandInput, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { ledgerPartition } from '../../accounts/partitions.ts';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { queryPages } from '../../aws/query-pages.ts';
import { requireKnownShape } from '../../aws/stored-shape.ts';
import type { Item, ItemKey } from '../../aws/table-item.ts';
import type { LedgerEntry, LedgerPlace } from '../../exchanges/model/ledger-entry.ts';
import type { Change } from '../../outbox/change.ts';
import { outboxWith } from '../../outbox/outbox.ts';
import type { LedgerName } from './ledger-name.ts';
import { putOnce } from './put-once.ts';

/** Later than any entry. */
export const endOfTime = 999_999_999_999_999;

/** Epoch ms: from inclusive, to exclusive. */
export interface LedgerRange {
  readonly from: number;
  readonly to: number;
}

/** Fifteen digits of milliseconds and twenty of an entry's number: as text they sort as the numbers do. */
function timeText(time: number): string {
  return String(Math.min(Math.max(time, 0), endOfTime)).padStart(15, '0');
}
function idText(id: string): string {
  return /^\d+$/.test(id) ? id.padStart(20, '0') : id;
}
function prefixOf({ exchange, stream }: LedgerName): string {
  return `ENTRY#${exchange}#${stream}#`;
}
/** With the customer: a key may later belong to another customer, whose entry can have the same number and time. */
function sortKeyOf(ledger: LedgerName, { time, id, owner }: LedgerEntry): string {
  return `${prefixOf(ledger)}${timeText(time)}#${idText(id)}${owner === null ? '' : `#${owner}`}`;
}

/** Newest first; the order of entries wherever two lists of them meet. */
export function newestFirst(a: LedgerPlace, b: LedgerPlace): number {
  return b.time - a.time || (idText(a.id) < idText(b.id) ? 1 : idText(a.id) > idText(b.id) ? -1 : 0);
}

export function entryKey(ledger: LedgerName, entry: LedgerEntry): ItemKey {
  return { pk: { S: ledgerPartition(ledger.ref) }, sk: { S: sortKeyOf(ledger, entry) } };
}

export type Stored = 'stored' | 'known' | 'conflict';

/** Stores an entry once, with the change that the list of events tells of. The same id with other content is a conflict, and the stored entry stays. */
export async function putEntry(ledger: LedgerName, entry: LedgerEntry, change: Change | null = null): Promise<Stored> {
  const beside = outboxWith(ledger.ref.tenant, {}, change);
  const present = await putOnce(entryKey(ledger, entry), { at: entry.time, content: { entry }, beside });
  if (present === null) return 'stored';
  return present.entry?.M?.digest?.S === entry.digest ? 'known' : 'conflict';
}

/** What a fill tells of the trade of an entry; `fill` where no entry of the ledger tells side, quantity and price. */
export interface ToldTrade extends Pick<LedgerEntry, 'fill'> {
  readonly orderId: string;
}

const isWithoutOrder = 'attribute_not_exists(entry.orderId)';
const isOfThisOrder = '(attribute_not_exists(entry.orderId) OR entry.orderId = :order)';
const isWithoutFill = `attribute_not_exists(entry.fill) AND ${isOfThisOrder}`;

/** Writes its trade into a stored entry, once. An entry that is gone, that bears the trade, or another order, stays as it is. */
export async function setTrade(ledger: LedgerName, entry: LedgerEntry, { orderId, fill }: ToldTrade): Promise<void> {
  try {
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: entryKey(ledger, entry),
        UpdateExpression: `SET entry.orderId = :order${fill === undefined ? '' : ', entry.fill = :fill'}`,
        ConditionExpression: `attribute_exists(pk) AND ${fill === undefined ? isWithoutOrder : isWithoutFill}`,
        ExpressionAttributeValues: marshall({ ':order': orderId, ...(fill === undefined ? {} : { ':fill': fill }) }),
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** Digests by id of the stored entries of one customer in a range, for a long time that is read again. */
export async function storedDigests(
  ledger: LedgerName,
  range: LedgerRange,
  owner: string | null,
): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  const terms = {
    ProjectionExpression: 'entry.id, entry.digest, entry.#owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
  };
  for await (const items of pages(ledger, range, terms))
    for (const { entry } of items)
      if ((entry?.M?.owner?.S ?? null) === owner) digests.set(entry?.M?.id?.S ?? '', entry?.M?.digest?.S ?? '');
  return digests;
}

/** The entries of contracts in a range. */
export async function positionEntries(ledger: LedgerName, range: LedgerRange): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  const terms = {
    FilterExpression: 'entry.#kind = :kind',
    ExpressionAttributeNames: { '#kind': 'kind' },
    values: { ':kind': { S: 'position' } },
  };
  for await (const items of pages(ledger, range, terms)) entries.push(...items.map(entryFromItem));
  return entries;
}

/** The entries that bear the fill of their trade, newest first, moment by moment: the entries of a moment come together. */
export async function* filledEntries(ledger: LedgerName, range: LedgerRange): AsyncGenerator<LedgerEntry[]> {
  const terms = { FilterExpression: 'attribute_exists(entry.fill)', ScanIndexForward: false };
  const moment: LedgerEntry[] = [];
  for await (const items of pages(ledger, range, terms))
    for (const entry of items.map(entryFromItem)) {
      if (moment.length > 0 && moment[0]?.time !== entry.time) yield moment.splice(0);
      moment.push(entry);
    }
  if (moment.length > 0) yield moment;
}

/** Every entry of a range, page by page, oldest first. */
export async function* readEntries(ledger: LedgerName, range: LedgerRange): AsyncGenerator<LedgerEntry[]> {
  for await (const items of pages(ledger, range, {})) yield items.map(entryFromItem);
}

/** An amount of an entry that makes an event. */
export type LedgerAmount = 'funding' | 'realizedPnl';

export interface EntriesRequest extends LedgerRange {
  /** Only entries before this one. */
  readonly below?: LedgerPlace | undefined;
  readonly amount: LedgerAmount;
  readonly symbol?: string | undefined;
  /** The entries that count. */
  readonly accept: (entry: LedgerEntry) => boolean;
  readonly limit: number;
}

/** Entries that count, newest first, at most `limit`, and whether there may be more. */
export async function listEntries(
  ledger: LedgerName,
  { below, amount, symbol, accept, limit, ...range }: EntriesRequest,
): Promise<{ entries: LedgerEntry[]; hasMore: boolean }> {
  const isBelow = (entry: LedgerEntry): boolean => below === undefined || newestFirst(entry, below) > 0;
  const upTo = below === undefined ? range : { ...range, to: Math.min(range.to, below.time + 1) };
  const entries: LedgerEntry[] = [];
  for await (const items of pages(ledger, upTo, { ScanIndexForward: false, ...only(amount, symbol) })) {
    entries.push(...items.map(entryFromItem).filter((entry) => isBelow(entry) && accept(entry)));
    if (entries.length > limit) return { entries: entries.slice(0, limit), hasMore: true };
  }
  return { entries, hasMore: false };
}

/**
 * The amount itself decides, because the exchange's word for an entry could hide an event. Entries without the amount stay in the table.
 */
function only(amount: LedgerAmount, symbol: string | undefined): Terms {
  return {
    FilterExpression: `attribute_type(entry.#amount, :text)${symbol === undefined ? '' : ' AND entry.symbol = :symbol'}`,
    ExpressionAttributeNames: { '#amount': amount },
    values: { ':text': { S: 'S' }, ...(symbol === undefined ? {} : { ':symbol': { S: symbol } }) },
  };
}

function entryFromItem(item: Item): LedgerEntry {
  requireKnownShape(item);
  return unmarshall(item).entry as LedgerEntry;
}

type Terms = Partial<QueryCommandInput> & { readonly values?: Item };

async function* pages(ledger: LedgerName, range: LedgerRange, { values, ...terms }: Terms): AsyncGenerator<Item[]> {
  // DynamoDB refuses a start after the end; a cursor from before the range makes such bounds.
  if (range.from >= range.to) return;
  yield* queryPages({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': { S: ledgerPartition(ledger.ref) },
      // A sort key continues after the time, so the upper bound leaves out entries of that very moment.
      ':from': { S: `${prefixOf(ledger)}${timeText(range.from)}` },
      ':to': { S: `${prefixOf(ledger)}${timeText(range.to)}` },
      ...values,
    },
    ConsistentRead: true,
    ...terms,
  });
}
