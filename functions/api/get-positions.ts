import { routes } from '../../lib/contract/routes.ts';
import { marketTypeNamed } from '../../lib/exchanges/model/axes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentPositionRead } from '../../lib/http/present/positions.ts';
import { readPositions } from '../../lib/margin/read-positions.ts';

export const handler = endpoint(
  routes.getPositions,
  async ({ exchange_account_id: accountId, market_type, symbol }, { tenant }) =>
    presentPositionRead(
      accountId,
      await readPositions({ tenant, accountId }, marketTypeNamed(market_type, symbol), symbol),
    ),
);
