import { endpoint } from '../../lib/api/endpoint.ts';
import { presentRealizedPnl } from '../../lib/api/present.ts';
import { routes } from '../../lib/api/routes.ts';
import { realizedPnl } from '../../lib/history/realized-pnl.ts';

export const handler = endpoint(
  routes.getRealizedPnl,
  async ({ exchange_account_id: accountId, market_type, ...page }, { tenant }) =>
    presentRealizedPnl(await realizedPnl({ tenant, accountId }, page, market_type)),
);
