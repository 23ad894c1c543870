import { endpoint } from '../../lib/api/endpoint.ts';
import { presentPnlSummary } from '../../lib/api/present-pnl.ts';
import { routes } from '../../lib/api/routes.ts';
import { pnlSummary } from '../../lib/history/pnl-summary.ts';

export const handler = endpoint(
  routes.getPnlSummary,
  async ({ exchange_account_id: accountId, market_type: product, group_by: groupBy, ...range }, { tenant }) =>
    presentPnlSummary(groupBy, await pnlSummary(tenant, { accountId, product, groupBy, ...range })),
);
