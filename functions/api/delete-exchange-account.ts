import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentRemoval } from '../../lib/http/present/removal.ts';
import { deletionLooks } from '../../lib/orders/deletion-looks.ts';
import { removeAccount } from '../../lib/registration/remove.ts';
import { undecidedTransfers } from '../../lib/transfers/read/undecided-transfers.ts';

export const handler = endpoint(routes.deleteExchangeAccount, async ({ purge, force, ...query }, { tenant }) => {
  const ref = { tenant, accountId: query.exchange_account_id };
  const { purged, left } = await removeAccount(ref, purge, deletionLooks(force, undecidedTransfers));
  return presentRemoval(ref.accountId, purged, left);
});
