import { Decimal } from 'decimal.js';
import type { Account } from './account.ts';
import { marginValue } from './collateral.ts';
import type { Exchange } from './exchange.ts';
import { marginRules } from './exchange.ts';
import { neededFor } from './holds.ts';
import { marginState } from './margin.ts';
import type { Order } from './order.ts';
import { quoteOf } from './quote.ts';

/** Whether a spot order leaves the margin that open contracts need. Only a unified wallet pays for both. */
export function canSpare(exchange: Exchange, account: Account, order: Order, instead?: Order): boolean {
  const { margin, tradingWallet } = exchange.rules;
  if (margin?.pool.wallet !== tradingWallet) return true;
  const { asset, amount } = neededFor(exchange, order, quoteOf(exchange, order.market));
  const { availableMargin } = marginState(exchange, account, tradingWallet, undefined, instead);
  return amount.mul(marginValue(exchange.world, margin, asset)).lte(availableMargin);
}

/** Amount that may leave a margin wallet: no more than open positions and orders can spare. */
export function spareMargin(
  exchange: Exchange,
  account: Account,
  wallet: string,
  asset: string,
  held: Decimal,
): Decimal {
  const rules = marginRules(exchange);
  const { availableMargin } = marginState(exchange, account, wallet);
  const unit = wallet === rules.pool.wallet ? marginValue(exchange.world, rules, asset) : null;
  const spare = unit === null ? availableMargin : unit.isZero() ? held : availableMargin.div(unit);
  const free = spare.lt(held) ? spare : held;
  return free.lt(0) ? free.mul(0) : free.toDecimalPlaces(10, Decimal.ROUND_DOWN);
}
