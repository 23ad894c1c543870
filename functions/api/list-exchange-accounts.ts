import { listAccounts } from '../../lib/accounts/account-list.ts';
import { sharersOf } from '../../lib/accounts/shared-keys.ts';
import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentAccount } from '../../lib/http/present/accounts.ts';

export const handler = endpoint(routes.listExchangeAccounts, async (query, { tenant }) => {
  const { accounts, next } = await listAccounts(tenant, query.limit, query.cursor ?? null);
  const sharers = await sharersOf(tenant, accounts);
  const shown = accounts.map((account) => presentAccount(account, sharers.get(account.accountId)));
  return { accounts: shown, count: accounts.length, next_cursor: next };
});
