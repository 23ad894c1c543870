import { endpoint } from '../../lib/api/endpoint.ts';
import { productFor } from '../../lib/api/present.ts';
import { routes } from '../../lib/api/routes.ts';
import { cancelAllOrders } from '../../lib/orders/cancel-order.ts';

export const handler = endpoint(
  routes.cancelAllOrders,
  async ({ exchange_account_id, market_type, symbol }, { tenant }) => {
    const product = productFor(market_type, symbol);
    const canceled = await cancelAllOrders({ tenant, accountId: exchange_account_id }, product, symbol);
    return { exchange_account_id, market_type: product, symbol: symbol ?? null, canceled };
  },
);
