import { endpoint } from '../../lib/api/endpoint.ts';
import { orderLookUp, presentOrder } from '../../lib/api/present-orders.ts';
import { routes } from '../../lib/api/routes.ts';
import { readOrder } from '../../lib/orders/read-order.ts';

export const handler = endpoint(routes.getOrder, async (query, call) => ({
  order: presentOrder(await readOrder(orderLookUp(call, query))),
}));
