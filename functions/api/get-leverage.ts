import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentMargin } from '../../lib/http/present/margin.ts';
import { readLeverage } from '../../lib/margin/margin.ts';

export const handler = endpoint(routes.getLeverage, async (query, { tenant }) => {
  const accountId = query.exchange_account_id;
  return presentMargin(accountId, await readLeverage({ tenant, accountId }, query.symbol, query.market_type));
});
