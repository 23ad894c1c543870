import { readAccount } from '../../lib/accounts/account-store.ts';
import { routes } from '../../lib/contract/routes.ts';
import { latestEvents, readEvents } from '../../lib/events/read-events.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentEvents } from '../../lib/http/present/events.ts';

export const handler = endpoint(routes.listEvents, async (query, { tenant }) => {
  const { exchange_account_id: accountId, cursor, limit, from } = query;
  const page = from === 'latest' ? await latestEvents(tenant) : await readEvents(tenant, { cursor, limit, accountId });
  // Events outlive their account. Without any event the account itself must exist.
  if (accountId !== undefined && page.events.length === 0) await readAccount({ tenant, accountId });
  return presentEvents(page);
});
