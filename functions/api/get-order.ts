import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentOrder } from '../../lib/http/present/orders.ts';
import { orderQuery } from '../../lib/http/requests/order-request.ts';
import { readOrder } from '../../lib/orders/read/read-order.ts';

export const handler = endpoint(routes.getOrder, async (query, call) => ({
  order: presentOrder(await readOrder(orderQuery(call, query))),
}));
