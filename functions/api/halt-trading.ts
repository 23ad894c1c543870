import { endpoint } from '../../lib/api/endpoint.ts';
import { presentHalt } from '../../lib/api/present-orders.ts';
import { routes } from '../../lib/api/routes.ts';
import { haltTrading } from '../../lib/orders/halt.ts';

export const handler = endpoint(
  routes.haltTrading,
  async ({ exchange_account_id: accountId, close_positions }, { tenant }) =>
    presentHalt(accountId, await haltTrading({ tenant, accountId }, close_positions)),
);
