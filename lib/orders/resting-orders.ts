import type { AccountRef } from '../accounts/account.ts';
import { orderPartition } from '../accounts/partitions.ts';
import { queryPages } from '../aws/query-pages.ts';
import { endedStatuses } from './order.ts';

/** The longest search of a journal, in ms: the call has more to do. */
const longestMs = 5000;

/**
 * The number of orders of the journal that may be open at the exchange, as the exchange showed them within the last minute; null where the
 * journal could not be read to its end. Orders that other programs have placed are not in the journal.
 */
export async function countResting(ref: AccountRef): Promise<number | null> {
  const until = Date.now() + longestMs;
  let count = 0;
  try {
    for await (const page of restingPages(ref)) {
      count += page.length;
      if (Date.now() > until) return null;
    }
    return count;
  } catch {
    return null;
  }
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
    ProjectionExpression: 'pk',
    ConsistentRead: true,
  });
}
