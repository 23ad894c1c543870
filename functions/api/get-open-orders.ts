import { routes } from '../../lib/contract/routes.ts';
import { marketTypeFor } from '../../lib/exchanges/model/axes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentOrder } from '../../lib/http/present/orders.ts';
import { openOrders } from '../../lib/orders/read/open-orders.ts';

export const handler = endpoint(
  routes.getOpenOrders,
  async ({ exchange_account_id: accountId, market_type, symbol }, { tenant }) => {
    const orders = await openOrders({ tenant, accountId }, marketTypeFor(market_type, symbol), symbol);
    return { orders: orders.map(presentOrder), count: orders.length };
  },
);
