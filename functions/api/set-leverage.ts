import { changeLeverage } from '../../lib/accounts/margin.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { presentMargin } from '../../lib/api/present.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.setLeverage, async (body, { tenant }) => {
  const accountId = body.exchange_account_id;
  return presentMargin(
    accountId,
    await changeLeverage({ tenant, accountId }, body.symbol, body.leverage, body.market_type),
  );
});
