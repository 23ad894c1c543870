import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { cancelAllIntent, presentCanceledAll } from '../../lib/http/present/cancel-all.ts';
import { cancelAllOrders } from '../../lib/orders/cancel/cancel-all-orders.ts';

export const handler = endpoint(routes.cancelAllOrders, async (query, call) =>
  presentCanceledAll(await cancelAllOrders(cancelAllIntent(call, query))),
);
