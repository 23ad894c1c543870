import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentAmendment } from '../../lib/http/present/amendments.ts';
import { amendmentIntent } from '../../lib/http/requests/amend-request.ts';
import { amendOrder } from '../../lib/orders/amend/amend-order.ts';

export const handler = endpoint(routes.amendOrder, async (body, call) =>
  presentAmendment(await amendOrder(await amendmentIntent(call, body))),
);
