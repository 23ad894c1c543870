import { registerAccount } from '../../lib/accounts/register-account.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { presentAccount } from '../../lib/api/present-account.ts';
import { routes } from '../../lib/api/routes.ts';
import type { ExchangeId } from '../../lib/exchanges/exchanges.ts';

export const handler = endpoint(routes.registerExchangeAccount, async (body, { tenant }) => {
  const ref = { tenant, accountId: body.exchange_account_id };
  const policy = { verify: body.verify, allowWithdraw: body.allow_withdraw };
  return presentAccount(await registerAccount(ref, body.exchange as ExchangeId, body.params, policy));
});
