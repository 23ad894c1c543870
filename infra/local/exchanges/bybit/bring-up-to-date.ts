import type { Account } from '../engine/account.ts';
import { catchUp, onPriceChange } from '../engine/catch-up.ts';
import { carryOut } from './carry-out.ts';
import type { BybitExchange } from './exchange.ts';

/** The gateway's queue first, then everybody or one account. */
export function bringUpToDate(exchange: BybitExchange, account?: Account): void {
  carryOut(exchange);
  if (account) catchUp(exchange, account);
  else onPriceChange(exchange);
}
