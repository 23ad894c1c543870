import type { Input } from '../../contract/deferred.ts';
import type { balanceResponse } from '../../contract/schemas/trading.ts';
import type { MarketDefinition } from '../../exchanges/definition.ts';
import { type MarketType, type WalletAccount, walletAccount } from '../../exchanges/model/axes.ts';
import type { Balance } from '../../exchanges/model/position.ts';

export function presentBalances(
  market: MarketDefinition,
  accountId: string,
  marketType: MarketType,
  balances: Balance[],
): Input<typeof balanceResponse> {
  const own = balances.filter(({ otherWallet }) => otherWallet === undefined);
  return {
    exchange: market.ccxtId,
    exchange_account_id: accountId,
    market_type: marketType,
    balances: own,
    other_wallets: balances.flatMap(({ otherWallet: wallet, ...held }) =>
      wallet === undefined ? [] : [{ wallet, account: accountIn(market, marketType, wallet), ...held }],
    ),
    count: own.length,
  };
}

/** The name of a wallet in transfers; null for a wallet that no transfer reaches. */
export function accountIn(
  { sideWallets }: MarketDefinition,
  marketType: MarketType,
  sideWallet: string | null,
): WalletAccount | null {
  if (sideWallet !== null && sideWallets?.test(sideWallet) !== true) return null;
  return walletAccount(marketType, sideWallet);
}
