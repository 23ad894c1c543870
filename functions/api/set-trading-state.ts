import { sharersOfOne } from '../../lib/accounts/shared-keys.ts';
import { setTradingState } from '../../lib/accounts/trading-state.ts';
import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentAccount } from '../../lib/http/present/accounts.ts';

export const handler = endpoint(routes.setTradingState, async (body, { tenant }) => {
  const account = await setTradingState({ tenant, accountId: body.exchange_account_id }, body.trading_state);
  return presentAccount(account, await sharersOfOne(account));
});
