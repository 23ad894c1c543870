import type { AccountRef } from '../accounts/account.ts';
import { orderPartition } from '../accounts/partitions.ts';
import { queryPages } from '../aws/query-pages.ts';
import { readableItems } from '../aws/readable-items.ts';
import type { Item } from '../aws/table-item.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import { entryFrom } from '../journal/journal.ts';
import { endedStatuses, isResting, type OrderRecord } from './order.ts';
import { restingShardOf } from './order-store.ts';

/** The longest search of a journal, in ms: the call has more to do. */
const longestMs = 5000;

/** An order of the journal that may be open at the exchange. */
export interface MaybeOpen {
  readonly marketType: MarketType;
  readonly clientOrderId: string;
  /** Null while the exchange has told none. */
  readonly exchangeOrderId: string | null;
  /** Without a verdict: the order may still arrive. */
  readonly isUndecided: boolean;
}

/** The number of orders of the journal that may be open at the exchange; null where the journal could not be read to its end. */
export async function countResting(ref: AccountRef): Promise<number | null> {
  return (await maybeOpen(ref))?.length ?? null;
}

/**
 * The orders of the journal that may be open at the exchange, as the exchange showed them within the last minute; null where the journal could
 * not be read to its end. Orders that other programs have placed are not in the journal.
 */
export async function maybeOpen(ref: AccountRef): Promise<readonly MaybeOpen[] | null> {
  const until = Date.now() + longestMs;
  const found: MaybeOpen[] = [];
  try {
    for await (const page of restingPages(ref)) {
      found.push(...page.map(maybeOpenFrom));
      if (Date.now() > until) return null;
    }
    return found;
  } catch {
    return null;
  }
}

function maybeOpenFrom({ record, pendingShard }: Item): MaybeOpen {
  const { marketType, clientOrderId, exchangeOrderId } = record?.M ?? {};
  return {
    marketType: marketType?.S as MarketType,
    clientOrderId: clientOrderId?.S ?? '',
    exchangeOrderId: exchangeOrderId?.S ?? null,
    isUndecided: pendingShard !== undefined,
  };
}

const ended = Object.fromEntries(endedStatuses.map((status, index) => [`:end${index}`, { S: status }]));
const names = Object.keys(ended);

/**
 * An accepted order has the shard of resting orders until the exchange has told an end and the price of what was filled; an order without a
 * verdict may be open as well.
 */
function restingPages(ref: AccountRef) {
  return queryPages({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :orders)',
    ExpressionAttributeValues: { ':pk': { S: orderPartition(ref) }, ':orders': { S: 'ORDER#' }, ...ended },
    FilterExpression: `(attribute_exists(restingShard) AND NOT #record.described.#status IN (${names.join(', ')})) OR attribute_exists(pendingShard)`,
    ExpressionAttributeNames: { '#record': 'record', '#status': 'status' },
    ProjectionExpression: '#record.marketType, #record.clientOrderId, #record.exchangeOrderId, pendingShard',
    ConsistentRead: true,
  });
}

/** Pages of the index read for one account: an index page has thousands of orders of all accounts. */
const mostPages = 5;

/**
 * The account's orders that the exchange may have open, from the index of resting orders. The index lags behind the table by a moment. Orders after
 * the last page are left out: the job that follows orders knows every order.
 */
export async function restingOrdersOf(ref: AccountRef): Promise<OrderRecord[]> {
  const records: OrderRecord[] = [];
  let pages = 0;
  for await (const items of queryPages(restingOf(ref))) {
    records.push(...readableItems(items, entryFrom<OrderRecord>).filter(isResting));
    pages += 1;
    if (pages === mostPages) break;
  }
  return records;
}

function restingOf(ref: AccountRef) {
  return {
    IndexName: 'resting',
    KeyConditionExpression: 'restingShard = :shard',
    FilterExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':shard': { S: restingShardOf(ref) ?? '' }, ':pk': { S: orderPartition(ref) } },
  };
}
