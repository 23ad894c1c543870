import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentBalances, productFor } from '../../lib/http/present/trading.ts';
import { openSession } from '../../lib/session/open-session.ts';

export const handler = endpoint(routes.getBalance, async (query, { tenant }) => {
  const accountId = query.exchange_account_id;
  const product = productFor(query.market_type);
  const { row, exchange } = await openSession({ tenant, accountId }, product);
  return presentBalances(row, accountId, product, await exchange.balances());
});
