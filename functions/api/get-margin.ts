import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentWalletMargin } from '../../lib/http/present/wallet-margin.ts';
import { readMargin } from '../../lib/margin/read-margin.ts';

export const handler = endpoint(routes.getMargin, async (query, { tenant }) => {
  const accountId = query.exchange_account_id;
  return presentWalletMargin(accountId, await readMargin({ tenant, accountId }, query.market_type));
});
