import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { removeAccount } from '../../lib/registration/remove.ts';

export const handler = endpoint(routes.deleteExchangeAccount, async (query, { tenant }) => {
  const accountId = query.exchange_account_id;
  const purged = await removeAccount({ tenant, accountId }, query.purge);
  return { exchange_account_id: accountId, deleted: true as const, purged_records: purged };
});
