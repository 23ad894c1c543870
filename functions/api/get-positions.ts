import { openExchange } from '../../lib/accounts/open-exchange.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { presentPositions } from '../../lib/api/present.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.getPositions, async (query, { tenant }) => {
  const accountId = query.exchange_account_id;
  const { row, exchange } = await openExchange({ tenant, accountId }, query.market_type ?? 'swap');
  return presentPositions(row, accountId, await exchange.positions(query.symbol));
});
