import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentMargin } from '../../lib/http/present/margin.ts';
import { changeMarginMode } from '../../lib/margin/margin.ts';

export const handler = endpoint(routes.setMarginMode, async (body, { tenant }) => {
  const { exchange_account_id: accountId, symbol, margin_mode, leverage, market_type } = body;
  const settings = await changeMarginMode({ tenant, accountId }, symbol, margin_mode, leverage, market_type);
  return presentMargin(accountId, settings);
});
