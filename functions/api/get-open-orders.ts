import { routes } from '../../lib/contract/routes.ts';
import { marketTypeNamed } from '../../lib/exchanges/model/axes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentOpenOrders } from '../../lib/http/present/open-orders.ts';
import { openOrders } from '../../lib/orders/read/open-orders.ts';

export const handler = endpoint(
  routes.getOpenOrders,
  async ({ exchange_account_id: accountId, market_type, symbol }, { tenant }) =>
    presentOpenOrders(await openOrders({ tenant, accountId }, marketTypeNamed(market_type, symbol), symbol)),
);
