import type { Account } from '../../accounts/account.ts';
import type { Input } from '../../contract/deferred.ts';
import type { portfolioResponse } from '../../contract/schemas/portfolio.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import type { Portfolio } from '../../portfolio/portfolio.ts';
import { type AssetSum, type CountedWallet, type PriceOf, usdValue } from '../../portfolio/totals.ts';
import type { UsdPrice } from '../../portfolio/usd-prices.ts';
import type { HeldPosition } from '../../portfolio/wallet.ts';
import { isoOrNull } from './iso-time.ts';

type PortfolioWire = Input<typeof portfolioResponse>;

export function presentPortfolio({ accounts, wallets, prices, priceOf, totals, next }: Portfolio): PortfolioWire {
  const reasons = reasonsIn(wallets, prices, next);
  return {
    accounts: accounts.map((account) => presentAccount(account, wallets, priceOf)),
    prices: prices.map(({ exchange, asset, price, asOf, markets, reason }) => ({
      exchange,
      asset,
      price_usd: price,
      as_of: isoOrNull(asOf),
      markets: [...markets],
      reason,
    })),
    totals: {
      assets: totals.assets.map(({ asset, amount, valueUsd }) => ({
        asset,
        total: amount,
        value_usd: valueUsd,
      })),
      value_usd: totals.valueUsd,
      known_value_usd: totals.knownValueUsd,
      unrealized_pnl: totals.unrealizedPnl.map(presentPnl),
      unrealized_pnl_usd: totals.unrealizedPnlUsd,
    },
    count: accounts.length,
    next_cursor: next,
    complete: reasons.length === 0,
    reasons,
  };
}

function presentPnl({ asset, amount, valueUsd }: AssetSum) {
  return { asset: asset === '' ? null : asset, amount, value_usd: valueUsd };
}

function presentAccount({ accountId, exchange }: Account, wallets: readonly CountedWallet[], priceOf: PriceOf) {
  const own = wallets.filter((wallet) => wallet.accountId === accountId);
  return { exchange_account_id: accountId, exchange, wallets: own.map((wallet) => presentWallet(wallet, priceOf)) };
}

function presentWallet({ exchange, marketType, positions, ...wallet }: CountedWallet, priceOf: PriceOf) {
  return {
    market_type: marketType,
    exchange: marketOf({ exchange, marketType }).ccxtId,
    as_of: isoOrNull(wallet.asOf),
    balances:
      wallet.balances?.map(({ asset, total, free, used, otherWallet }) => ({
        wallet: otherWallet ?? wallet.wallet,
        asset,
        total,
        // Of other wallets the exchange tells the total alone.
        free: otherWallet === undefined ? free : null,
        used: otherWallet === undefined ? used : null,
        value_usd: usdValue(total, priceOf(exchange, asset)?.price),
      })) ?? null,
    positions: positions?.map(presentPosition) ?? null,
    counted_under: wallet.countedUnder,
    reasons: [...wallet.reasons],
  };
}

function presentPosition(position: HeldPosition) {
  return {
    symbol: position.symbol,
    side: position.side,
    quantity: position.quantity,
    entry_price: position.entryPrice,
    mark_price: position.markPrice,
    unrealized_pnl: position.unrealizedPnl,
    asset: position.settle,
    tradable: position.isTraded,
  };
}

const moreAccounts = 'more accounts follow: ask again with next_cursor, and add up the totals of the pages';

function reasonsIn(wallets: readonly CountedWallet[], prices: readonly UsdPrice[], next: string | null): string[] {
  return [
    ...wallets.flatMap(({ accountId, marketType, reasons }) =>
      reasons.map((why) => `${accountId} ${marketType}: ${why}`),
    ),
    ...wallets.flatMap(untoldPnl),
    ...prices.flatMap(({ asset, reason }) => (reason === null ? [] : [`${asset} has no value in USD: ${reason}`])),
    ...(next === null ? [] : [moreAccounts]),
  ];
}

/** A position whose profit is not known is not a position without profit. */
function untoldPnl({ accountId, marketType, positions }: CountedWallet): string[] {
  const untold = (positions ?? []).filter(({ unrealizedPnl }) => unrealizedPnl === null);
  return untold.map(
    ({ symbol }) =>
      `${accountId} ${marketType}: the unrealized PnL of ${symbol ?? 'a position without a readable symbol'} is not known`,
  );
}
