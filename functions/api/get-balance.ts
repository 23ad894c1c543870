import { routes } from '../../lib/contract/routes.ts';
import { marketTypeFor } from '../../lib/exchanges/model/axes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentBalances } from '../../lib/http/present/balances.ts';
import { openSession } from '../../lib/session/open-session.ts';

export const handler = endpoint(routes.getBalance, async (query, { tenant }) => {
  const accountId = query.exchange_account_id;
  const marketType = marketTypeFor(query.market_type);
  const { market, wallets } = await openSession({ tenant, accountId }, marketType);
  return presentBalances(market, accountId, marketType, await wallets.balances());
});
