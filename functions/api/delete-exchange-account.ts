import { removeAccount } from '../../lib/accounts/remove-account.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.deleteExchangeAccount, async (query, { tenant }) => {
  const accountId = query.exchange_account_id;
  const purged = await removeAccount({ tenant, accountId }, query.purge);
  return { exchange_account_id: accountId, deleted: true as const, purged_records: purged };
});
