import { rotateCredentials } from '../../lib/accounts/register-account.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { presentAccount } from '../../lib/api/present-account.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.setCredentials, async (body, { tenant }) => {
  const ref = { tenant, accountId: body.exchange_account_id };
  const policy = { verify: body.verify, allowWithdraw: body.allow_withdraw };
  return presentAccount(await rotateCredentials(ref, body.params, policy));
});
