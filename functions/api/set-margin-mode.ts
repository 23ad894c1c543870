import { changeMarginMode } from '../../lib/accounts/margin.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { presentMargin } from '../../lib/api/present.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.setMarginMode, async (body, { tenant }) => {
  const { exchange_account_id: accountId, symbol, margin_mode, leverage, market_type } = body;
  const settings = await changeMarginMode({ tenant, accountId }, symbol, margin_mode, leverage, market_type);
  return presentMargin(accountId, settings);
});
