import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentCanceledAll } from '../../lib/http/present/cancel-all.ts';
import { cancelAllIntent } from '../../lib/http/requests/cancel-all-request.ts';
import { cancelAllOrders } from '../../lib/orders/cancel/cancel-all-orders.ts';

export const handler = endpoint(routes.cancelAllOrders, async (query, call) =>
  presentCanceledAll(await cancelAllOrders(cancelAllIntent(call, query))),
);
