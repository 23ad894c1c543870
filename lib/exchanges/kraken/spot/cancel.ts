import type { CancelOutcome } from '../../model/outcome.ts';
import { isRecord, requiredCount, requiredRecord } from '../../wire/readers.ts';
import { isFilled } from './described-orders.ts';

const title = 'Kraken Spot';

/**
 * CancelOrderBatch (docs.kraken.com/api-reference/trading/cancel-order-batch, at most 50 ids) tells the number of canceled orders and not
 * their ids. Where the number is smaller than the batch, one QueryOrders tells the ids.
 */
export async function cancelInOneRequest(
  ids: readonly string[],
  cancel: () => Promise<unknown>,
  query: (txid: string) => Promise<unknown>,
): Promise<readonly (CancelOutcome | null)[]> {
  const count = requiredCount(title, requiredRecord(title, await cancel(), 'result'), 'count');
  if (count === ids.length) return ids.map(() => 'canceled' as const);
  const orders = requiredRecord(title, await query(ids.join(',')), 'result');
  return ids.map((id) => endOf(orders[id]));
}

function endOf(order: unknown): CancelOutcome | null {
  if (!isRecord(order)) return null;
  const { status } = order;
  if (status === 'closed' || status === 'expired' || isFilled(order)) return 'gone';
  return status === 'canceled' ? 'canceled' : null;
}
