import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentRealizedPnl } from '../../lib/http/present/realized-pnl.ts';
import { realizedPnl } from '../../lib/ledger/reports/realized-pnl.ts';

export const handler = endpoint(
  routes.getRealizedPnl,
  async ({ exchange_account_id: accountId, market_type, ...page }, { tenant }) =>
    presentRealizedPnl(await realizedPnl({ tenant, accountId }, page, market_type)),
);
