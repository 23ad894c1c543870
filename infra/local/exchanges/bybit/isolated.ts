import { Decimal } from 'decimal.js';
import type { Account } from '../engine/account.ts';
import type { Exchange } from '../engine/exchange.ts';
import { heldOf } from '../engine/holds.ts';
import { balanceOf } from '../engine/ledger.ts';
import type { Market } from '../engine/market.ts';
import { contractOf } from '../engine/market.ts';
import { isArmed, type Order, remainingOf } from '../engine/order.ts';
import { notional, requirement } from '../engine/position-value.ts';
import { quoteOf } from '../engine/quote.ts';
import { leverageOf } from './exchange.ts';
import { wallet } from './rules.ts';

const zero = new Decimal(0);

/** Margins of one coin: of positions, of resting orders, and the maintenance margin of positions. */
export interface CoinMargins {
  readonly positions: Decimal;
  readonly orders: Decimal;
  readonly maintenance: Decimal;
}

/** Value over leverage, never below the schedule of risk limits. */
export function marginOf(account: Account, market: Market, quantity: Decimal, price: Decimal): Decimal {
  const value = notional(market, quantity, price).div(leverageOf(account, market.terms.symbol));
  return Decimal.max(value, requirement(market, quantity, price, 'initialMargin'));
}

export function coinMargins(exchange: Exchange, account: Account, coin: string): CoinMargins {
  const sum = (amounts: readonly Decimal[]) => amounts.reduce((total, amount) => total.add(amount), zero);
  const held = [...account.positions.values()].flatMap((position) => {
    const market = exchange.markets.get(position.symbol);
    return market && contractOf(market).settle === coin ? [{ market, position }] : [];
  });
  const resting = [...account.open.values()].filter((order) => isMargined(order, coin));
  return {
    positions: sum(held.map(({ market, position }) => marginOf(account, market, position.quantity, position.entry))),
    orders: sum(resting.map((order) => orderMargin(account, order))),
    maintenance: sum(
      held.map(({ market, position }) =>
        requirement(market, position.quantity, quoteOf(exchange, market).mark, 'maintenanceMargin'),
      ),
    ),
  };
}

/** Waiting triggers hold no margin, and reduce-only orders add no risk. */
function isMargined(order: Order, coin: string): boolean {
  const { contract } = order.market.terms;
  return contract?.settle === coin && order.state === 'open' && !order.reduceOnly && !isArmed(order);
}

function orderMargin(account: Account, order: Order): Decimal {
  return marginOf(account, order.market, remainingOf(order), order.limitPrice ?? zero);
}

/** walletBalance - totalPositionIM - totalOrderIM - locked (docs v5, account/wallet-balance: free in isolated margin). */
export function freeOf(exchange: Exchange, account: Account, coin: string): Decimal {
  const { positions, orders } = coinMargins(exchange, account, coin);
  const balance = balanceOf(exchange, account, wallet, coin);
  return balance
    .minus(positions)
    .minus(orders)
    .minus(heldOf(exchange, account, coin));
}

/** In isolated margin an order is paid from its own settlement coin alone. */
export function isolatedLacks(exchange: Exchange, account: Account, order: Order): boolean {
  const { contract } = order.market.terms;
  if (account.marginMode !== 'isolated' || contract === null || order.reduceOnly || isArmed(order)) return false;
  const price = order.limitPrice ?? quoteOf(exchange, order.market).last;
  const cost = marginOf(account, order.market, order.quantity, price);
  const fee = notional(order.market, order.quantity, price).mul(order.feeRates.taker);
  return cost.add(fee).gt(freeOf(exchange, account, contract.settle));
}
