import { job } from '../../lib/api/endpoint.ts';
import { resolveDueOrders } from '../../lib/orders/resolve-orders.ts';
import { resolveDueTransfers } from '../../lib/transfers/resolve-transfers.ts';

/** Both to their end: a failure of one journal must not cut the other's look-ups short. */
export const handler = job('resolve-orders', async () => {
  const ends = await Promise.allSettled([resolveDueOrders(), resolveDueTransfers()]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
});
