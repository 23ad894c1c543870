import { accountNotFound } from '../../lib/accounts/account-store.ts';
import { sharersOfOne } from '../../lib/accounts/shared-keys.ts';
import { sharedNow } from '../../lib/aws/clock.ts';
import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentAccountWithPulls } from '../../lib/http/present/pulls.ts';
import { readAccountAndPulls } from '../../lib/ledger/store/cursor-store.ts';

export const handler = endpoint(routes.getExchangeAccount, async (query, { tenant }) => {
  const pulls = await readAccountAndPulls({ tenant, accountId: query.exchange_account_id });
  const { account } = pulls;
  if (account === null) throw accountNotFound();
  return presentAccountWithPulls(account, pulls, sharedNow(), await sharersOfOne(account));
});
