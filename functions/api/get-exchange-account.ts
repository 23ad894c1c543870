import { readAccount } from '../../lib/accounts/account-store.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { presentAccount } from '../../lib/api/present-account.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.getExchangeAccount, async (query, { tenant }) =>
  presentAccount(await readAccount({ tenant, accountId: query.exchange_account_id })),
);
