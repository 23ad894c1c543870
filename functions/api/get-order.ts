import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { orderLookUp, presentOrder } from '../../lib/http/present/orders.ts';
import { readOrder } from '../../lib/orders/read/read-order.ts';

export const handler = endpoint(routes.getOrder, async (query, call) => ({
  order: presentOrder(await readOrder(orderLookUp(call, query))),
}));
