import { readAccount } from '../../lib/accounts/account-store.ts';
import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentOrder } from '../../lib/http/present/orders.ts';
import { orderFromRecord } from '../../lib/orders/order.ts';
import { listOrderRecords } from '../../lib/orders/order-store.ts';

export const handler = endpoint(routes.listOrders, async ({ exchange_account_id, limit, cursor }, { tenant }) => {
  const ref = { tenant, accountId: exchange_account_id };
  const { records, next } = await listOrderRecords(ref, limit, cursor);
  // Orders outlive their account. Without any order the account itself must exist.
  if (records.length === 0) await readAccount(ref);
  const orders = records.map((record) => presentOrder(orderFromRecord(record)));
  return { orders, count: orders.length, next_cursor: next };
});
