import { endpoint } from '../../lib/api/endpoint.ts';
import { productFor } from '../../lib/api/present.ts';
import { presentOrder } from '../../lib/api/present-orders.ts';
import { routes } from '../../lib/api/routes.ts';
import { openOrders } from '../../lib/orders/open-orders.ts';

export const handler = endpoint(
  routes.getOpenOrders,
  async ({ exchange_account_id: accountId, market_type, symbol }, { tenant }) => {
    const orders = await openOrders({ tenant, accountId }, productFor(market_type, symbol), symbol);
    return { orders: orders.map(presentOrder), count: orders.length };
  },
);
