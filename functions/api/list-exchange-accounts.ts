import { listAccounts } from '../../lib/accounts/account-list.ts';
import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentAccount } from '../../lib/http/present/accounts.ts';

export const handler = endpoint(routes.listExchangeAccounts, async (query, { tenant }) => {
  const { accounts, next } = await listAccounts(tenant, query.limit, query.cursor ?? null);
  return { accounts: accounts.map(presentAccount), count: accounts.length, next_cursor: next };
});
