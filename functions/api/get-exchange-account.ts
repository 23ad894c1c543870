import { accountNotFound } from '../../lib/accounts/account-store.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { presentAccountWithPulls } from '../../lib/api/present-pulls.ts';
import { routes } from '../../lib/api/routes.ts';
import { sharedNow } from '../../lib/aws/clock.ts';
import { readAccountAndCursors } from '../../lib/history/cursor-store.ts';

export const handler = endpoint(routes.getExchangeAccount, async (query, { tenant }) => {
  const { account, cursors } = await readAccountAndCursors({ tenant, accountId: query.exchange_account_id });
  if (account === null) throw accountNotFound();
  return presentAccountWithPulls(account, cursors, sharedNow());
});
