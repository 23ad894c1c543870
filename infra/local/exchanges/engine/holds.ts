import type { Decimal } from 'decimal.js';
import type { Account } from './account.ts';
import { raise } from './decimals.ts';
import type { Exchange } from './exchange.ts';
import { balanceOf } from './ledger.ts';
import type { Order } from './order.ts';
import { isUnheld, limitOf, remainingOf } from './order.ts';
import type { Quote } from './quote.ts';

/**
 * Amount that an open order keeps from being spent. A buy holds its worst price and, unless the fee comes out of the
 * bought asset, the taker's fee: more can never be charged.
 */
export function holdOf(exchange: Exchange, order: Order): { asset: string; amount: Decimal } {
  const { side, trigger } = order;
  const { base, quote } = order.market.terms;
  if (side === 'sell') return { asset: base, amount: remainingOf(order) };
  const { number, matching } = exchange.rules;
  const price = limitOf(order, matching.offsetRounding) ?? trigger?.price ?? number(0);
  return { asset: quote, amount: costWithFee(exchange, order, price) };
}

/** Upper bound of the cost of buying the rest at a price, fee included. */
export function costWithFee({ rules }: Exchange, order: Order, price: Decimal): Decimal {
  const decimals = rules.decimalsOf(order.market.terms.quote);
  const rest = remainingOf(order);
  const cost = raise(order.quantityIn === 'quote' ? rest : rest.times(price), decimals);
  return order.feeIn === 'base' ? cost : cost.plus(raise(cost.times(order.feeRates.taker), decimals));
}

/** Amount of an asset that open orders hold. Contract orders hold margin, and no asset. `except` leaves an order out. */
export function heldOf(exchange: Exchange, account: Account, asset: string, except?: Order): Decimal {
  let held = exchange.rules.number(0);
  for (const order of account.open.values()) {
    if (order === except || order.market.terms.contract || isUnheld(order)) continue;
    const hold = holdOf(exchange, order);
    if (hold.asset === asset) held = held.plus(hold.amount);
  }
  return held;
}

export function availableOf(exchange: Exchange, account: Account, asset: string, except?: Order): Decimal {
  const balance = balanceOf(exchange, account, exchange.rules.tradingWallet, asset);
  return balance.minus(heldOf(exchange, account, asset, except));
}

/** Whether the account can bear the order. `instead` makes room. */
export function canHold(exchange: Exchange, account: Account, order: Order, quote: Quote, instead?: Order): boolean {
  const { asset, amount } = neededFor(exchange, order, quote);
  return amount.lte(availableOf(exchange, account, asset, instead));
}

/** Amount that an order takes out of what is available: its hold or, for a market buy, the cost at the ask. */
export function neededFor(exchange: Exchange, order: Order, { ask }: Quote): { asset: string; amount: Decimal } {
  const hold = holdOf(exchange, order);
  const atMarket = order.side === 'buy' && order.limitPrice === null && order.trigger === null;
  return atMarket ? { ...hold, amount: costWithFee(exchange, order, ask) } : hold;
}

/** A fired buy without a limit of its own may find a price beyond the hold. */
export function canPay(exchange: Exchange, account: Account, order: Order, { ask }: Quote): boolean {
  const { contract, quote } = order.market.terms;
  const isBounded = order.limitPrice !== null && !(order.trigger && order.timeInForce === 'IOC');
  if (contract || order.side === 'sell' || isBounded) return true;
  return costWithFee(exchange, order, ask).lte(availableOf(exchange, account, quote, order));
}
