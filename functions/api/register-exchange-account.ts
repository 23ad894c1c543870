import { sharersOfOne } from '../../lib/accounts/shared-keys.ts';
import { routes } from '../../lib/contract/routes.ts';
import type { ExchangeId } from '../../lib/exchanges/exchanges.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentAccount } from '../../lib/http/present/accounts.ts';
import { registerAccount } from '../../lib/registration/register.ts';

export const handler = endpoint(routes.registerExchangeAccount, async (body, { tenant }) => {
  const ref = { tenant, accountId: body.exchange_account_id };
  const policy = { verify: body.verify, allowWithdraw: body.allow_withdraw };
  const account = await registerAccount(ref, body.exchange as ExchangeId, body.params, policy);
  return presentAccount(account, await sharersOfOne(account));
});
