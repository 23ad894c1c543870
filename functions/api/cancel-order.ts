import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentCancellation } from '../../lib/http/present/orders.ts';
import { orderName } from '../../lib/http/requests/order-request.ts';
import { cancelOrder } from '../../lib/orders/cancel/cancel-order.ts';
import { nameByKey } from '../../lib/orders/read/name-order.ts';

export const handler = endpoint(routes.cancelOrder, async ({ idempotency_key: key, ...query }, call) => {
  const name = orderName(call, query);
  return presentCancellation(await cancelOrder(key === undefined ? name : await nameByKey(name, key)));
});
