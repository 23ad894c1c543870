import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentOrder } from '../../lib/http/present/orders.ts';
import { orderName } from '../../lib/http/requests/order-request.ts';
import { readOrder, readOrderByKey } from '../../lib/orders/read/read-order.ts';

export const handler = endpoint(routes.getOrder, async ({ idempotency_key: key, ...query }, call) => {
  const name = orderName(call, query);
  return { order: presentOrder(await (key === undefined ? readOrder(name) : readOrderByKey(name, key))) };
});
