import type { CancelOutcome } from '../../model/outcome.ts';
import { isRecord, type Json, requiredCount, requiredRecord } from '../../wire/readers.ts';
import { isFilled } from './described-orders.ts';

const title = 'Kraken Spot';

/**
 * CancelOrderBatch (docs.kraken.com/api-reference/trading/cancel-order-batch, at most 50 ids) tells the number of canceled orders and not
 * their ids. Where the number is smaller than the batch, or counts orders whose cancellation is pending, one QueryOrders tells the ids.
 */
export async function cancelInOneRequest(
  ids: readonly string[],
  cancel: () => Promise<unknown>,
  query: (txid: string) => Promise<unknown>,
): Promise<readonly (CancelOutcome | null)[]> {
  const result = requiredRecord(title, await cancel(), 'result');
  const count = requiredCount(title, result, 'count');
  if (count === ids.length && !isPending(result)) return ids.map(() => 'canceled' as const);
  const orders = requiredRecord(title, await query(ids.join(',')), 'result');
  return ids.map((id) => endOf(orders[id], isPending(result)));
}

/** "If set, order(s) is/are pending cancellation" (docs.kraken.com/api-reference/trading/cancel-order): until then an order may fill. */
export function isPending({ pending }: Json): boolean {
  return pending !== undefined && pending !== null && pending !== false;
}

function endOf(order: unknown, mayBePending: boolean): CancelOutcome | null {
  if (!isRecord(order)) return null;
  const { status } = order;
  if (status === 'closed' || status === 'expired' || isFilled(order)) return 'gone';
  if (status === 'canceled') return 'canceled';
  return mayBePending ? 'pending' : null;
}

/** Null where the exchange has taken the request and has not canceled the orders yet: `count` then promises, and tells nothing. */
export function canceledCount(answer: unknown): number | null {
  const result = requiredRecord(title, answer, 'result');
  return isPending(result) ? null : requiredCount(title, result, 'count');
}
