import { endpoint } from '../../lib/api/endpoint.ts';
import { cancelAllIntent, presentCanceledAll } from '../../lib/api/present-cancel-all.ts';
import { routes } from '../../lib/api/routes.ts';
import { cancelAllOrders } from '../../lib/orders/cancel-all.ts';

export const handler = endpoint(routes.cancelAllOrders, async (query, call) =>
  presentCanceledAll(await cancelAllOrders(cancelAllIntent(call, query))),
);
