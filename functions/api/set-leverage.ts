import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentMargin } from '../../lib/http/present/margin.ts';
import { changeLeverage } from '../../lib/margin/margin.ts';

export const handler = endpoint(routes.setLeverage, async (body, { tenant }) => {
  const accountId = body.exchange_account_id;
  return presentMargin(
    accountId,
    await changeLeverage({ tenant, accountId }, body.symbol, body.leverage, body.market_type),
  );
});
