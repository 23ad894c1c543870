import { setTradingState } from '../../lib/accounts/account-store.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { presentAccount } from '../../lib/api/present-account.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.setTradingState, async (body, { tenant }) =>
  presentAccount(await setTradingState({ tenant, accountId: body.exchange_account_id }, body.trading_state)),
);
