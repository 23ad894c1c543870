import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentPnlSummary } from '../../lib/http/present/pnl.ts';
import { pnlSummary } from '../../lib/ledger/reports/pnl-summary.ts';

export const handler = endpoint(
  routes.getPnlSummary,
  async ({ exchange_account_id: accountId, market_type: marketType, group_by: groupBy, ...range }, { tenant }) =>
    presentPnlSummary(groupBy, await pnlSummary(tenant, { accountId, marketType, groupBy, ...range })),
);
