import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentPositions } from '../../lib/http/present/positions.ts';
import { readPositions } from '../../lib/margin/read-positions.ts';

export const handler = endpoint(routes.getPositions, async (query, { tenant }) => {
  const accountId = query.exchange_account_id;
  const positions = await readPositions({ tenant, accountId }, query.market_type ?? 'swap', query.symbol);
  return presentPositions(accountId, positions);
});
