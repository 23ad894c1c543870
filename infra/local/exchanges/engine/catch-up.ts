import type { Account } from './account.ts';
import { openOf } from './account.ts';
import { endOrder } from './end-order.ts';
import type { Exchange } from './exchange.ts';
import { realizeFunding } from './funding.ts';
import { enforceMargins } from './liquidation.ts';
import { tradeResting } from './matching.ts';
import type { Order } from './order.ts';
import { arrive } from './place-order.ts';
import { checkTrigger } from './triggers.ts';

/** Prices may have changed: everybody's orders and positions are judged by the new ones. */
export function onPriceChange(exchange: Exchange): void {
  for (const account of exchange.accounts.values()) catchUp(exchange, account);
}

/**
 * Brings one account up to the present: funding, triggers, resting orders, margin. Between two price changes only the customer
 * can tell, so a request catches up with its own account alone.
 */
export function catchUp(exchange: Exchange, account: Account): void {
  exchange.funding?.fix(exchange.markets.values(), exchange.world.now());
  if (account.positions.size === 0 && account.open.size === 0) return;
  realizeFunding(exchange, account);
  if (exchange.rules.matching.triggersFirst) {
    for (const order of openOf(account)) if (order.state === 'waiting') advanceOrder(exchange, account, order);
    for (const order of openOf(account)) if (order.state !== 'waiting') advanceOrder(exchange, account, order);
  } else for (const order of openOf(account)) advanceOrder(exchange, account, order);
  enforceMargins(exchange, account);
}

/** Takes one order as far as time and price allow. */
function advanceOrder(exchange: Exchange, account: Account, order: Order): void {
  if (!account.open.has(order.id)) return;
  const now = exchange.world.now();
  if (order.expireAt !== 0 && order.expireAt <= now) endOrder(exchange, account, order, 'expired', 'expired');
  else if (order.state === 'scheduled') {
    if (order.startAt <= now) arrive(exchange, account, order);
  } else if (order.state === 'waiting') checkTrigger(exchange, account, order);
  else tradeResting(exchange, account, order);
}
