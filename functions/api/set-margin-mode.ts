import { changeMarginMode } from '../../lib/accounts/margin.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { presentMargin } from '../../lib/api/present.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.setMarginMode, async (body, { tenant }) => {
  const accountId = body.exchange_account_id;
  const settings = await changeMarginMode(
    { tenant, accountId },
    body.symbol,
    body.margin_mode,
    body.leverage,
    body.market_type,
  );
  return presentMargin(accountId, settings);
});
