import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentOrder } from '../../lib/http/present/orders.ts';
import { orderWord } from '../../lib/http/requests/verdict-request.ts';
import { orderFromRecord } from '../../lib/orders/order-view.ts';
import { decideOrder } from '../../lib/orders/verdict/decide-order.ts';

export const handler = endpoint(routes.decideOrder, async (request, call) => {
  const ref = { tenant: call.tenant, accountId: request.exchange_account_id };
  const decided = await decideOrder(ref, request.client_order_id, orderWord(call, request));
  return { order: presentOrder(orderFromRecord(decided)), proof: decided.decision?.proof ?? 'unproven' };
});
