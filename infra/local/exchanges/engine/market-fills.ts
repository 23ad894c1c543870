import type { Fill } from './account.ts';
import type { Exchange } from './exchange.ts';
import type { Market } from './market.ts';

/** Trades of every customer in a market, oldest first: the public tape. */
export function fillsOf({ accounts }: Exchange, market: Market): Fill[] {
  const all = [...accounts.values()].flatMap(({ fills }) => fills.filter(({ order }) => order.market === market));
  return all.sort((left, right) => left.at - right.at || left.number - right.number);
}
