import { transferFunds } from '../../lib/accounts/transfer-funds.ts';
import { endpoint } from '../../lib/api/endpoint.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.createTransfer, async ({ exchange_account_id, ...move }, { tenant }) => {
  const ref = { tenant, accountId: exchange_account_id };
  const done = await transferFunds(ref, move.asset, move.amount, move.from_account, move.to_account);
  return { ...move, exchange_account_id, exchange: done.exchange, transfer_id: done.exchangeTransferId };
});
