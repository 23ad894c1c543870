import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentBalanceRead } from '../../lib/http/present/wallet-reads.ts';
import { readBalances } from '../../lib/session/wallet-reads.ts';

export const handler = endpoint(
  routes.getBalance,
  async ({ exchange_account_id: accountId, market_type }, { tenant }) =>
    presentBalanceRead(accountId, await readBalances({ tenant, accountId }, market_type)),
);
