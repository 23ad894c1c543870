import { job } from '../../lib/http/endpoint.ts';
import { resolveDueAmendments } from '../../lib/orders/amend/resolve-amendments.ts';
import { resolveDueCancelAlls } from '../../lib/orders/cancel/resolve-cancel-alls.ts';
import { resolveDueOrders } from '../../lib/orders/resolve-orders.ts';
import { resolveDueTransfers } from '../../lib/transfers/reconcile/resolve-transfers.ts';

/** Settles every journal: a failure of a journal must not stop the look-ups of the remaining journals. */
export const handler = job('resolve-orders', async () => {
  const journals = [resolveDueOrders(), resolveDueTransfers(), resolveDueAmendments(), resolveDueCancelAlls()];
  for (const end of await Promise.allSettled(journals)) if (end.status === 'rejected') throw end.reason;
});
