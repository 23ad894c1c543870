import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentRemoval } from '../../lib/http/present/removal.ts';
import { requireNothingOpen } from '../../lib/orders/left-open.ts';
import { countResting } from '../../lib/orders/resting-orders.ts';
import { removeAccount } from '../../lib/registration/remove.ts';

export const handler = endpoint(routes.deleteExchangeAccount, async ({ purge, force, ...query }, { tenant }) => {
  const ref = { tenant, accountId: query.exchange_account_id };
  const looks = { countLeft: countResting, ...(force ? {} : { requireClosed: requireNothingOpen }) };
  const { purged, left } = await removeAccount(ref, purge, looks);
  return presentRemoval(ref.accountId, purged, left);
});
