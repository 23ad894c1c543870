import type { Account } from '../engine/account.ts';
import { marginState } from '../engine/margin.ts';
import type { Market } from '../engine/market.ts';
import { contractOf } from '../engine/market.ts';
import type { BybitExchange } from './exchange.ts';
import { freeOf } from './isolated.ts';
import { wallet } from './rules.ts';

/** True: the account bears all positions and orders under the present margin terms. */
export function canMarginNow(exchange: BybitExchange, account: Account, market: Market): boolean {
  if (account.marginMode === 'isolated') return !freeOf(exchange, account, contractOf(market).settle).isNegative();
  return !marginState(exchange, account, wallet).availableMargin.isNegative();
}
