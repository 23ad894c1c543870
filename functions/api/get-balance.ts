import { openExchange } from '../../lib/accounts/open-exchange.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { presentBalances, productFor } from '../../lib/api/present.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.getBalance, async (query, { tenant }) => {
  const accountId = query.exchange_account_id;
  const product = productFor(query.market_type);
  const { row, exchange } = await openExchange({ tenant, accountId }, product);
  return presentBalances(row, accountId, product, await exchange.balances());
});
