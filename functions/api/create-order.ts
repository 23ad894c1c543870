import { routes } from '../../lib/contract/routes.ts';
import { reply } from '../../lib/http/answer.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentDryRun, presentSubmission } from '../../lib/http/present/orders.ts';
import { orderIntent } from '../../lib/http/requests/order-request.ts';
import { dryRunOrder, submitOrder } from '../../lib/orders/submit/submit-order.ts';

export const handler = endpoint(routes.createOrder, async (body, call) => {
  const intent = orderIntent(call, body);
  if (!body.dry_run) return presentSubmission(await submitOrder(intent));
  return reply(200, 'Dry run: nothing was sent', presentDryRun(await dryRunOrder(intent)));
});
