import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentPositions } from '../../lib/http/present/positions.ts';
import { openSession } from '../../lib/session/open-session.ts';

export const handler = endpoint(routes.getPositions, async (query, { tenant }) => {
  const accountId = query.exchange_account_id;
  const { market, wallets } = await openSession({ tenant, accountId }, query.market_type ?? 'swap');
  return presentPositions(market, accountId, await wallets.positions(query.symbol));
});
