import { readAccount } from '../../lib/accounts/account-store.ts';
import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentOrder } from '../../lib/http/present/orders.ts';
import { listOrders } from '../../lib/orders/read/list-orders.ts';

export const handler = endpoint(routes.listOrders, async (request, { tenant }) => {
  const { exchange_account_id: accountId, limit, cursor, market_type: marketType, ...filter } = request;
  const { orders, next } = await listOrders({ tenant, accountId }, limit, cursor, { marketType, ...filter });
  // Orders outlive their account. Without any order the account itself must exist.
  if (orders.length === 0) await readAccount({ tenant, accountId });
  return { orders: orders.map(presentOrder), count: orders.length, next_cursor: next };
});
