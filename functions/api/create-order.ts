import { endpoint, reply } from '../../lib/api/endpoint.ts';
import { orderIntent, presentDryRun, presentOrder } from '../../lib/api/present.ts';
import { routes } from '../../lib/api/routes.ts';
import { dryRunOrder, submitOrder } from '../../lib/orders/submit-order.ts';

export const handler = endpoint(routes.createOrder, async (body, { tenant }) => {
  const intent = orderIntent(tenant, body);
  if (intent.dryRun) return reply(200, 'Dry run: nothing was sent', presentDryRun(await dryRunOrder(intent)));
  const order = await submitOrder(intent);
  const data = { order: presentOrder(order) };
  return order.status === 'unknown'
    ? reply(202, 'The exchange gave no verdict; the order will not be sent again', data)
    : data;
});
