import { setTradingState } from '../../lib/accounts/trading-state.ts';
import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentAccount } from '../../lib/http/present/accounts.ts';

export const handler = endpoint(routes.setTradingState, async (body, { tenant }) =>
  presentAccount(await setTradingState({ tenant, accountId: body.exchange_account_id }, body.trading_state)),
);
