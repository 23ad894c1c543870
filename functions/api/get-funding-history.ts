import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentFunding } from '../../lib/http/present/funding.ts';
import { fundingRates } from '../../lib/ledger/rates/funding-rates.ts';
import { fundingPayments } from '../../lib/ledger/reports/funding.ts';

export const handler = endpoint(
  routes.getFundingHistory,
  async ({ exchange_account_id: accountId, kind, market_type, ...page }, { tenant }) => {
    const read = kind === 'rates' ? fundingRates : fundingPayments;
    return presentFunding(kind, await read({ tenant, accountId }, page, market_type));
  },
);
