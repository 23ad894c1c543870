import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentTrades } from '../../lib/http/present/trades.ts';
import { readFills } from '../../lib/ledger/reports/fills.ts';

export const handler = endpoint(
  routes.getTrades,
  async ({ exchange_account_id: accountId, market_type, ...page }, { tenant }) =>
    presentTrades(await readFills({ tenant, accountId }, market_type, page)),
);
