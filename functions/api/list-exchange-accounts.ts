import { listAccounts } from '../../lib/accounts/account-list.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { presentAccount } from '../../lib/api/present-account.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.listExchangeAccounts, async (query, { tenant }) => {
  const { accounts, next } = await listAccounts(tenant, query.limit, query.cursor ?? null);
  return { accounts: accounts.map(presentAccount), count: accounts.length, next_cursor: next };
});
