import { endpoint } from '../../lib/api/endpoint.ts';
import { presentFunding } from '../../lib/api/present.ts';
import { routes } from '../../lib/api/routes.ts';
import { fundingPayments } from '../../lib/history/funding.ts';
import { fundingRates } from '../../lib/history/funding-rates.ts';

export const handler = endpoint(
  routes.getFundingHistory,
  async ({ exchange_account_id: accountId, kind, market_type, ...page }, { tenant }) => {
    const read = kind === 'rates' ? fundingRates : fundingPayments;
    return presentFunding(kind, await read({ tenant, accountId }, page, market_type));
  },
);
