import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentTrades } from '../../lib/http/present/trades.ts';
import { readFills } from '../../lib/ledger/reports/fills.ts';
import { clientOrderIdsOf } from '../../lib/orders/client-order-ids.ts';

export const handler = endpoint(routes.getTrades, async (request, { tenant }) => {
  const { exchange_account_id: accountId, market_type, ...page } = request;
  const ref = { tenant, accountId };
  const fills = await readFills(ref, market_type, page);
  return presentTrades(fills, await clientOrderIdsOf(ref, fills.items));
});
