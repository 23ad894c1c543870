import { endpoint } from '../../lib/api/endpoint.ts';
import { orderLookUp, presentCancellation } from '../../lib/api/present-orders.ts';
import { routes } from '../../lib/api/routes.ts';
import { cancelOrder } from '../../lib/orders/cancel-order.ts';

export const handler = endpoint(routes.cancelOrder, async (query, call) =>
  presentCancellation(await cancelOrder(orderLookUp(call, query))),
);
