import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentHalt } from '../../lib/http/present/orders.ts';
import { haltTrading } from '../../lib/orders/halt/halt.ts';

export const handler = endpoint(
  routes.haltTrading,
  async ({ exchange_account_id: accountId, close_positions }, { tenant }) =>
    presentHalt(accountId, await haltTrading({ tenant, accountId }, close_positions)),
);
