import { Decimal } from 'decimal.js';
import type { Account } from '../engine/account.ts';
import { usdPrice } from '../engine/collateral.ts';
import { marginRules } from '../engine/exchange.ts';
import { heldOf } from '../engine/holds.ts';
import { type MarginState, marginState } from '../engine/margin.ts';
import { contractOf } from '../engine/market.ts';
import { profit } from '../engine/position-value.ts';
import { quoteOf } from '../engine/quote.ts';
import type { BybitExchange } from './exchange.ts';
import { coinMargins } from './isolated.ts';
import { oneOf, type Params, text } from './params.ts';
import { badParameter } from './refusal.ts';
import { wallet } from './rules.ts';

const zero = new Decimal(0);

/** GET /v5/account/wallet-balance: coins without a balance are left out unless asked for (docs v5, account/wallet-balance). */
export function walletBalance(exchange: BybitExchange, account: Account, params: Params): object {
  if (oneOf(params, 'accountType', ['UNIFIED']) === null) badParameter('accountType is required');
  const wanted = text(params, 'coin')?.split(',') ?? null;
  const held = account.wallets.get(wallet) ?? new Map<string, Decimal>();
  const coins = wanted ?? [...held].filter(([, amount]) => !amount.isZero()).map(([coin]) => coin);
  const state = marginState(exchange, account, wallet);
  return {
    list: [
      {
        ...totals(account, state),
        accountType: 'UNIFIED',
        coin: coins.map((coin) => coinJson(exchange, account, coin, held.get(coin) ?? zero)),
      },
    ],
  };
}

/** In isolated margin the account has no rates and no available balance: each position answers for itself. */
function totals({ marginMode }: Account, state: MarginState): object {
  const isCross = marginMode !== 'isolated';
  const rate = (margin: Decimal) =>
    isCross && state.marginEquity.gt(0) ? margin.div(state.marginEquity).toDecimalPlaces(8).toFixed() : '';
  const usd = (amount: Decimal) => amount.toDecimalPlaces(8).toFixed();
  const cross = (amount: Decimal) => (isCross ? usd(amount) : '');
  return {
    ...{
      accountLTV: '',
      accountIMRate: rate(state.initialMarginWithOrders),
      accountMMRate: rate(state.maintenanceMargin),
    },
    ...{ totalEquity: usd(state.balanceValue.add(state.pnl)), totalWalletBalance: usd(state.balanceValue) },
    ...{
      totalMarginBalance: cross(state.marginEquity),
      totalAvailableBalance: cross(Decimal.max(0, state.availableMargin)),
    },
    ...{ totalPerpUPL: usd(state.pnl), totalInitialMargin: cross(state.initialMarginWithOrders) },
    totalMaintenanceMargin: cross(state.maintenanceMargin),
  };
}

function coinJson(exchange: BybitExchange, account: Account, coin: string, balance: Decimal): object {
  const margins = coinMargins(exchange, account, coin);
  const pnl = unrealisedOf(exchange, account, coin);
  const equity = balance.add(pnl);
  const debt = balance.isNegative() ? balance.abs() : zero;
  const text = (amount: Decimal) => amount.toDecimalPlaces(12).toFixed();
  return {
    ...{
      coin,
      walletBalance: text(balance),
      equity: text(equity),
      unrealisedPnl: text(pnl),
      cumRealisedPnl: realisedOf(account, coin),
    },
    usdValue: text(equity.times(usdPrice(exchange.world, marginRules(exchange), coin))),
    ...{ locked: text(heldOf(exchange, account, coin)), totalOrderIM: text(margins.orders) },
    ...{ totalPositionIM: text(margins.positions), totalPositionMM: text(margins.maintenance) },
    ...{ borrowAmount: text(debt), spotBorrow: text(debt), accruedInterest: '0', bonus: '0', spotHedgingQty: '0' },
    // "availableToWithdraw" and "free" are empty for unified accounts since 2025.
    ...{ availableToWithdraw: '', availableToBorrow: '', collateralSwitch: true, marginCollateral: true },
  };
}

function unrealisedOf(exchange: BybitExchange, account: Account, coin: string): Decimal {
  let total = zero;
  for (const { symbol, quantity, entry } of account.positions.values()) {
    const market = exchange.markets.get(symbol);
    if (market && contractOf(market).settle === coin)
      total = total.add(profit(market, quantity, entry, quoteOf(exchange, market).mark));
  }
  return total;
}

/** Profit without fees, and funding. */
function realisedOf({ ledger }: Account, coin: string): string {
  let total = zero;
  for (const { of, asset, realizedPnl, realizedFunding, fee } of ledger)
    if (of === 'balance' && asset === coin && realizedPnl)
      total = total
        .add(realizedPnl)
        .add(realizedFunding ?? 0)
        .sub(fee ?? 0);
  return total.toFixed();
}
