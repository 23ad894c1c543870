import { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import { balanceOf } from '../../engine/ledger.ts';
import type { MarginState } from '../../engine/margin.ts';
import { marginState } from '../../engine/margin.ts';
import type { SignedCall } from '../rest/handle.ts';
import { marginAssets, walletOf } from './contracts.ts';
import type { UsdmExchange } from './exchange.ts';
import { positionsView } from './positions.ts';

type UsdmCall = SignedCall<UsdmExchange>;

function text(value: Decimal): string {
  return value.toDecimalPlaces(8, Decimal.ROUND_DOWN).toFixed(8);
}

/** What may leave the wallet, or margin a new order: the balance less what positions and orders need; a gain is no money yet. */
export function spareOf(exchange: UsdmExchange, account: Account, asset: string): Decimal {
  const held = balanceOf(exchange, account, walletOf(asset), asset);
  const { availableMargin } = marginState(exchange, account, walletOf(asset));
  return Decimal.max(0, Decimal.min(held, availableMargin));
}

interface Wallet {
  readonly asset: string;
  readonly balance: Decimal;
  readonly state: MarginState;
  readonly available: Decimal;
}

function walletsOf(exchange: UsdmExchange, account: Account): Wallet[] {
  return marginAssets.map((asset) => {
    const state = marginState(exchange, account, walletOf(asset));
    const available = Decimal.max(0, state.availableMargin);
    return { asset, balance: balanceOf(exchange, account, walletOf(asset), asset), state, available };
  });
}

/** GET /fapi/v2/balance and v3/balance. */
export function balances({ exchange, account, profile }: UsdmCall): object[] {
  return walletsOf(exchange, account).map(({ asset, balance, state, available }) => ({
    ...{ accountAlias: profile.alias, asset, balance: text(balance), crossWalletBalance: text(balance) },
    ...{ crossUnPnl: text(state.pnl), availableBalance: text(available) },
    ...{ maxWithdrawAmount: text(spareOf(exchange, account, asset)), marginAvailable: true },
    updateTime: lastChange(account, asset),
  }));
}

function lastChange({ ledger }: Account, asset: string): number {
  return ledger.findLast(({ wallet }) => wallet === walletOf(asset))?.at ?? 0;
}

/** GET /fapi/v2/account and v3/account: totals are those of USDT, in single-asset mode. */
export function accountOf(call: UsdmCall): object {
  const { exchange, account, profile } = call;
  const wallets = walletsOf(exchange, account);
  const assets = wallets.map((wallet) => assetView(exchange, account, wallet));
  const [first] = assets;
  const { canTrade, canDeposit, canWithdraw, multiAssets } = profile;
  return {
    ...{
      feeTier: 0,
      canTrade,
      canDeposit,
      canWithdraw,
      updateTime: 0,
      multiAssetsMargin: multiAssets,
      tradeGroupId: -1,
    },
    ...{ totalInitialMargin: first?.initialMargin, totalMaintMargin: first?.maintMargin },
    ...{ totalWalletBalance: first?.walletBalance, totalUnrealizedProfit: first?.unrealizedProfit },
    ...{ totalMarginBalance: first?.marginBalance, totalPositionInitialMargin: first?.positionInitialMargin },
    ...{ totalOpenOrderInitialMargin: first?.openOrderInitialMargin, totalCrossWalletBalance: first?.walletBalance },
    ...{ totalCrossUnPnl: first?.unrealizedProfit, availableBalance: first?.availableBalance },
    ...{ maxWithdrawAmount: first?.maxWithdrawAmount, assets, positions: positionsView(call) },
  };
}

function assetView(exchange: UsdmExchange, account: Account, { asset, balance, state, available }: Wallet) {
  const { pnl, initialMargin, initialMarginWithOrders, maintenanceMargin } = state;
  return {
    ...{ asset, walletBalance: text(balance), unrealizedProfit: text(pnl), marginBalance: text(balance.add(pnl)) },
    ...{ maintMargin: text(maintenanceMargin), initialMargin: text(initialMarginWithOrders) },
    ...{ positionInitialMargin: text(initialMargin) },
    openOrderInitialMargin: text(initialMarginWithOrders.sub(initialMargin)),
    ...{ crossWalletBalance: text(balance), crossUnPnl: text(pnl), availableBalance: text(available) },
    maxWithdrawAmount: text(spareOf(exchange, account, asset)),
    ...{ marginAvailable: true, updateTime: lastChange(account, asset) },
  };
}
