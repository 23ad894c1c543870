import { endpoint } from '../../lib/api/endpoint.ts';
import { presentOrder } from '../../lib/api/present-orders.ts';
import { routes } from '../../lib/api/routes.ts';
import { orderFromRecord } from '../../lib/orders/order.ts';
import { listOrderRecords } from '../../lib/orders/order-store.ts';

export const handler = endpoint(
  routes.listOrders,
  async ({ exchange_account_id: accountId, limit, cursor }, { tenant }) => {
    const { records, next } = await listOrderRecords({ tenant, accountId }, limit, cursor);
    return {
      orders: records.map((record) => presentOrder(orderFromRecord(record))),
      count: records.length,
      next_cursor: next,
    };
  },
);
