import { Decimal } from 'decimal.js';
import type { Account, Position } from './account.ts';
import type { Exchange } from './exchange.ts';
import { marketOf } from './exchange.ts';
import { contractOf } from './market.ts';
import { notional, profit, requirement } from './position-value.ts';
import { quoteOf } from './quote.ts';

/** Null for a position in cross margin. */
function isolatedLeverage({ leverage, marginMode, isolated }: Account, { symbol }: Position): Decimal | null {
  return marginMode === 'cross' || isolated?.has(symbol) === false ? null : (leverage.get(symbol) ?? null);
}

/** The margin of an isolated position: the value at entry over the leverage. Null for a position in cross margin. */
export function isolatedMargin(exchange: Exchange, account: Account, position: Position): Decimal | null {
  const leverage = isolatedLeverage(account, position);
  return leverage && notional(marketOf(exchange, position.symbol), position.quantity, position.entry).div(leverage);
}

/** Whether the margin of an isolated position is used up. */
export function isolatedFails(exchange: Exchange, account: Account, position: Position): boolean {
  const own = isolatedMargin(exchange, account, position);
  if (own === null) return false;
  const market = marketOf(exchange, position.symbol);
  const { mark } = quoteOf(exchange, market);
  const { quantity, entry } = position;
  const equity = own.add(profit(market, quantity, entry, mark));
  return equity.lt(requirement(market, quantity, mark, 'maintenanceMargin'));
}

/**
 * The price at which a position is taken over. An isolated position loses its margin at the most: beyond the price at which margin, loss and fee are
 * nothing together (the bankruptcy price) the insurance fund of the exchange takes the position over and bears the loss. In cross margin the wallet bears the loss, at the price that the market offers.
 */
export function closingPrice(
  exchange: Exchange,
  account: Account,
  { position, offered, feeRate }: { readonly position: Position; readonly offered: Decimal; readonly feeRate: Decimal },
): Decimal {
  const market = marketOf(exchange, position.symbol);
  const leverage = isolatedLeverage(account, position);
  const bankrupt = leverage && bankruptcyPrice(contractOf(market).inverse, position, { leverage, feeRate });
  if (bankrupt === null) return offered;
  const { tickSize } = market.terms;
  return position.quantity.gt(0)
    ? Decimal.max(offered, bankrupt.div(tickSize).ceil().mul(tickSize))
    : Decimal.min(offered, bankrupt.div(tickSize).floor().mul(tickSize));
}

/** `margin + profit - fee = 0`, solved for the price; null where no price uses up the margin. */
function bankruptcyPrice(
  inverse: boolean,
  { entry, quantity }: Position,
  { leverage, feeRate }: { readonly leverage: Decimal; readonly feeRate: Decimal },
): Decimal | null {
  const sign = quantity.gt(0) === inverse ? 1 : -1;
  const kept = new Decimal(1).div(leverage).mul(sign).add(1);
  const charged = feeRate.mul(sign).add(1);
  if (kept.lte(0)) return null;
  return inverse ? entry.mul(charged).div(kept) : entry.mul(kept).div(charged);
}
