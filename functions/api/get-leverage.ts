import { readLeverage } from '../../lib/accounts/margin.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { presentMargin } from '../../lib/api/present.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.getLeverage, async (query, { tenant }) => {
  const accountId = query.exchange_account_id;
  return presentMargin(accountId, await readLeverage({ tenant, accountId }, query.symbol, query.market_type));
});
