import { endpoint } from '../../lib/api/endpoint.ts';
import { presentTrades, productFor } from '../../lib/api/present.ts';
import { routes } from '../../lib/api/routes.ts';
import { readFills } from '../../lib/history/fills.ts';

export const handler = endpoint(
  routes.getTrades,
  async ({ exchange_account_id: accountId, market_type, ...page }, { tenant }) =>
    presentTrades(await readFills({ tenant, accountId }, productFor(market_type, page.symbol), page)),
);
