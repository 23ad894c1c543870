import { job } from '../../lib/http/endpoint.ts';
import { resolveDueAmendments } from '../../lib/orders/amend/reconcile-amendment.ts';
import { resolveDueCancelAlls } from '../../lib/orders/cancel/reconcile-cancel-all.ts';
import { resolveDueOrders } from '../../lib/orders/reconcile-order.ts';
import { resolveDueTransfers } from '../../lib/transfers/reconcile/reconcile-transfer.ts';

/** Settles every journal: a failure of a journal must not stop the look-ups of the remaining journals. */
export const handler = job('resolve-orders', async () => {
  const journals = [resolveDueOrders(), resolveDueTransfers(), resolveDueAmendments(), resolveDueCancelAlls()];
  for (const end of await Promise.allSettled(journals)) if (end.status === 'rejected') throw end.reason;
});
