import type { Input } from '../../contract/deferred.ts';
import type { balanceResponse } from '../../contract/schemas/trading.ts';
import type { MarketDefinition } from '../../exchanges/definition.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
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
    other_wallets: balances.flatMap(({ otherWallet: wallet, asset, total }) =>
      wallet === undefined ? [] : [{ wallet, asset, total }],
    ),
    count: own.length,
  };
}
