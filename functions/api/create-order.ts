import { endpoint } from '../../lib/api/endpoint.ts';
import { orderIntent } from '../../lib/api/present.ts';
import { presentDryRun, presentSubmission } from '../../lib/api/present-orders.ts';
import { reply } from '../../lib/api/reply.ts';
import { routes } from '../../lib/api/routes.ts';
import { dryRunOrder, submitOrder } from '../../lib/orders/submit-order.ts';

export const handler = endpoint(routes.createOrder, async (body, call) => {
  const intent = orderIntent(call, body);
  if (!body.dry_run) return presentSubmission(await submitOrder(intent));
  return reply(200, 'Dry run: nothing was sent', presentDryRun(await dryRunOrder(intent)));
});
