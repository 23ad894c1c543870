import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentCancellation } from '../../lib/http/present/orders.ts';
import { orderName } from '../../lib/http/requests/order-request.ts';
import { cancelOrder } from '../../lib/orders/cancel/cancel-order.ts';

export const handler = endpoint(routes.cancelOrder, async (query, call) =>
  presentCancellation(await cancelOrder(orderName(call, query))),
);
