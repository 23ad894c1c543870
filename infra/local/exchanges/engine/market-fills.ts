import { Decimal } from 'decimal.js';
import type { Fill } from './account.ts';
import type { Exchange } from './exchange.ts';
import type { Market } from './market.ts';

/** Trades of every customer in a market, oldest first: the public tape. */
export function fillsOf({ accounts }: Exchange, market: Market): Fill[] {
  const all = [...accounts.values()].flatMap(({ fills }) => fills.filter(({ order }) => order.market === market));
  return all.sort((left, right) => left.at - right.at || left.number - right.number);
}

/** Quantity that was traded in a market from `from` (epoch ms) on. */
export function volumeSince(exchange: Exchange, market: Market, from: number): Decimal {
  const recent = fillsOf(exchange, market).filter(({ at }) => at >= from);
  return recent.reduce((sum, { quantity }) => sum.plus(quantity), new Decimal(0));
}
