import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentClosing } from '../../lib/http/present/position-closing.ts';
import { closeRequest } from '../../lib/http/requests/close-request.ts';
import { closePosition } from '../../lib/orders/close/close-position.ts';

export const handler = endpoint(routes.closePosition, async (body, call) =>
  presentClosing(await closePosition(closeRequest(call, body))),
);
