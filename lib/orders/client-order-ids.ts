import type { AccountRef } from '../accounts/account.ts';
import { orderPartition } from '../accounts/partitions.ts';
import { currentCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { queryPages } from '../aws/query-pages.ts';
import { errorText } from '../error-text.ts';

/** Pages of the index read for one list of orders: thousands of keys each. An order behind the last page stays unnamed. */
const mostPages = 5;

/** A row of a history that names its order. */
interface OfOrder {
  readonly orderId: string | null;
  readonly clientOrderId: string | null;
}

/**
 * Our ids of the orders of rows to which the exchange gives the exchange's id alone, by the exchange's id. Other programs' orders have none.
 * One query over the index of the exchange's ids, whose keys name the order: no request for each row. The index lags behind the table by a
 * moment. Without the table the orders stay unnamed, and the history is told all the same.
 */
export async function clientOrderIdsOf(
  ref: AccountRef,
  rows: readonly OfOrder[],
): Promise<ReadonlyMap<string, string>> {
  const nameless = rows.flatMap(({ orderId, clientOrderId }) => (clientOrderId === null ? (orderId ?? []) : []));
  const wanted = new Set(nameless);
  try {
    return (await indexedNames(ref, wanted)).names;
  } catch (error) {
    log({ level: 'WARN', message: 'orders of a history not named', error: errorText(error) }, currentCall());
    return new Map();
  }
}

/** Our ids by the exchange's ids. `isWhole`: an id that is not there is in no entry of the index. */
export interface IndexedNames {
  readonly names: ReadonlyMap<string, string>;
  readonly isWhole: boolean;
}

/** A single query from the first id to the last; the keys of the items name the orders. */
export async function indexedNames(ref: AccountRef, wanted: ReadonlySet<string>): Promise<IndexedNames> {
  const [first, ...others] = [...wanted].toSorted();
  const names = new Map<string, string>();
  if (first === undefined) return { names, isWhole: true };
  let pages = 0;
  for await (const items of queryPages(between(ref, first, others.at(-1) ?? first))) {
    if (pages === mostPages) return { names, isWhole: false };
    for (const { exchangeOrderId, sk } of items)
      if (wanted.has(exchangeOrderId?.S ?? '')) names.set(exchangeOrderId?.S ?? '', orderIdIn(sk?.S));
    pages += 1;
    if (names.size === wanted.size) break;
  }
  return { names, isWhole: true };
}

function between(ref: AccountRef, from: string, to: string) {
  return {
    IndexName: 'orderIds',
    KeyConditionExpression: 'orderAccount = :account AND exchangeOrderId BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':account': { S: orderPartition(ref) }, ':from': { S: from }, ':to': { S: to } },
  };
}

function orderIdIn(sk = ''): string {
  return sk.slice('ORDER#'.length);
}
