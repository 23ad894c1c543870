import { beginEntry, settleEntry } from '../../../lib/journal/journal.ts';
import { describeOrder } from '../../../lib/orders/describe-order.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { orderJournal, readOrderRecord } from '../../../lib/orders/order-store.ts';
import { describedOf, recordOf } from '../orders/fixture-records.ts';

/** An order of the tenant that the exchange has accepted: one change waits. */
export async function acceptedOrder(tenant: string, accountId = 'desk'): Promise<OrderRecord> {
  const record = recordOf({ ref: { tenant, accountId } });
  await beginEntry(orderJournal, record);
  const described = describedOf(record);
  return settleEntry(
    orderJournal,
    { ...record, state: 'ACCEPTED', exchangeOrderId: 'exchange-1', described },
    { lookAt: 0 },
  );
}

/** A part of the order is filled: one more change waits. */
export async function fillPart(order: OrderRecord, filledQuantity: string, at: number): Promise<void> {
  const known = (await readOrderRecord(order.ref, order.clientOrderId)) ?? order;
  const status = filledQuantity === order.request.quantity ? 'filled' : 'partially_filled';
  await describeOrder(known, describedOf(known, { status, filledQuantity, averagePrice: '70000' }), at);
}
