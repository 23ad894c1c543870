import { Decimal } from 'decimal.js';
import type { Account } from './account.ts';
import { openOf } from './account.ts';
import { endOrder } from './end-order.ts';
import type { Exchange } from './exchange.ts';
import { postCovered, postPosition } from './ledger.ts';
import type { Market } from './market.ts';
import { contractOf } from './market.ts';
import { profit } from './position-value.ts';
import { quoteOf } from './quote.ts';

/** Settles contracts whose time has come, at the index. Answers whether any had expired. */
export function settleExpired(exchange: Exchange): boolean {
  const now = exchange.world.now();
  const due = [...exchange.markets.values()].filter(({ terms, expired }) => {
    const expiresAt = terms.contract?.expiresAt ?? null;
    return !expired && expiresAt !== null && expiresAt <= now;
  });
  for (const market of due) {
    for (const account of exchange.accounts.values()) settleContract(exchange, account, market);
    market.expired = true;
  }
  return due.length > 0;
}

function settleContract(exchange: Exchange, account: Account, market: Market): void {
  const { symbol } = market.terms;
  for (const order of openOf(account))
    if (order.market === market) endOrder(exchange, account, order, 'cancelled', 'contractExpired');
  const position = account.positions.get(symbol);
  if (!position) return;
  account.positions.delete(symbol);
  const { quantity, entry } = position;
  const { wallet, settle } = contractOf(market);
  const price = quoteOf(exchange, market).index;
  const pnl = profit(market, quantity, entry, price);
  const kind = 'settlement' as const;
  const details = { symbol, price, markPrice: price };
  postPosition(exchange, account, {
    ...{ kind, wallet, asset: symbol, before: quantity, after: new Decimal(0) },
    details: { ...details, entryBefore: entry, entryAfter: entry },
  });
  postCovered(exchange, account, { kind, wallet, asset: settle, realizedPnl: pnl, fee: new Decimal(0), details });
  exchange.events.settled?.(account, position, pnl, price);
}
