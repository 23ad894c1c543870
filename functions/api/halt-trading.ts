import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { haltAnswer, presentHalt, presentHalts } from '../../lib/http/present/halt.ts';
import { haltTrading } from '../../lib/orders/halt/halt.ts';
import { haltAll } from '../../lib/orders/halt/halt-all.ts';

export const handler = endpoint(
  routes.haltTrading,
  async ({ exchange_account_id: accountId, close_positions }, { tenant }) =>
    accountId === undefined
      ? haltAnswer(presentHalts(await haltAll(tenant, close_positions)))
      : haltAnswer(presentHalt(await haltTrading({ tenant, accountId }, close_positions))),
);
