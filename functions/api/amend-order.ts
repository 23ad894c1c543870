import { endpoint } from '../../lib/api/endpoint.ts';
import { amendmentIntent, presentAmendment } from '../../lib/api/present-amendments.ts';
import { routes } from '../../lib/api/routes.ts';
import { amendOrder } from '../../lib/orders/amend-order.ts';

export const handler = endpoint(routes.amendOrder, async (body, call) =>
  presentAmendment(await amendOrder(amendmentIntent(call, body))),
);
