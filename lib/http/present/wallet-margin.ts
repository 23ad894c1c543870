import type { Input } from '../../contract/deferred.ts';
import type { walletMarginResponse } from '../../contract/schemas/wallet-margin.ts';
import type { TransferRoute } from '../../exchanges/definition.ts';
import { type ExchangeId, exchanges, marketOf } from '../../exchanges/exchanges.ts';
import type { Wallet } from '../../exchanges/model/axes.ts';
import type { WalletMargin } from '../../exchanges/model/position.ts';
import type { AccountMargin, MarketMargin } from '../../margin/read-margin.ts';
import { accountIn } from './balances.ts';
import { iso } from './iso-time.ts';

export function presentWalletMargin(
  accountId: string,
  { read, notRead }: AccountMargin,
): Input<typeof walletMarginResponse> {
  const wallets = read.flatMap((market) => market.wallets.map((wallet) => presentWallet(market, wallet)));
  return {
    exchange_account_id: accountId,
    wallets,
    count: wallets.length,
    read: read.map(({ marketType }) => marketType),
    not_read: notRead.map(({ marketType, error }) => ({
      market_type: marketType,
      code: error.code,
      message: error.message,
    })),
    // A market without margin misses no figure, as in the positions.
    complete: notRead.every(({ error }) => error.code === 'NOT_SUPPORTED'),
  };
}

/** Bybit has one wallet, and nowhere to move money: a name for transfers would name a transfer that is refused. */
function hasTransfers(exchange: ExchangeId, wallet: Wallet): boolean {
  return exchanges[exchange].transfers.some(({ from, to }: TransferRoute) => from === wallet || to === wallet);
}

function presentWallet({ exchange, marketType, asOf }: MarketMargin, wallet: WalletMargin) {
  const market = marketOf({ exchange, marketType });
  return {
    exchange: market.ccxtId,
    market_type: marketType,
    wallet: wallet.otherWallet,
    wallet_name: wallet.otherWallet ?? market.wallet,
    account: hasTransfers(exchange, market.wallet) ? accountIn(market, marketType, wallet.otherWallet) : null,
    asset: wallet.asset,
    portfolio_value: wallet.portfolioValue,
    equity: wallet.equity,
    available: wallet.available,
    initial_margin: wallet.initialMargin,
    maintenance_margin: wallet.maintenanceMargin,
    unrealized_pnl: wallet.unrealizedPnl,
    unrealized_funding: wallet.unrealizedFunding,
    as_of: iso(asOf),
  };
}
