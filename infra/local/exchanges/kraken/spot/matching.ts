import { Decimal } from 'decimal.js';
import { exact } from '../../engine/decimals.ts';
import type { Account } from './account.ts';
import { availableOf } from './account.ts';
import type { Exchange } from './exchange.ts';
import { marketOf, newId } from './exchange.ts';
import { feeRate } from './fees.ts';
import { fill, volumeOf30Days } from './fills.ts';
import type { Order, OrderTerms } from './order.ts';
import { costWithFee, distance, has, holdOf, isArmed, limitOf, orderTypes, remainingOf } from './order.ts';
import type { Touch } from './prices.ts';
import { onTick, touchOf } from './prices.ts';
import { refuse } from './refusal.ts';

/** Accepts an order into the engine: everything that can refuse it is checked before anything changes. */
export function place(exchange: Exchange, account: Account, terms: OrderTerms): Order {
  const order = createOrder(exchange, account, terms);
  const touch = touchOf(exchange, terms.pair);
  if (has(order, 'post') && crosses(order, touch)) refuse('EOrder:Post only order');
  checkFunds(account, order, touch);
  order.id = newId(exchange, 'O');
  account.orders.set(order.id, order);
  account.open.set(order.id, order);
  work(exchange, account, order, touch);
  return order;
}

function createOrder(exchange: Exchange, account: Account, terms: OrderTerms): Order {
  const now = exchange.world.now();
  const volume = volumeOf30Days(account, now);
  const zero = exact(0);
  return {
    ...terms,
    id: '',
    customer: account.customer,
    status: 'pending',
    reason: null,
    openedAt: now,
    closedAt: 0,
    changedAt: now,
    filled: zero,
    cost: zero,
    fee: zero,
    // Fixed at placement, so that a hold never grows because a fee step was lost in between.
    takerRate: feeRate(terms.pair.fees, volume),
    makerRate: feeRate(terms.pair.makerFees, volume),
    stopPrice: null,
    resting: false,
    misc: new Set(),
    trades: [],
  };
}

/** Whether the account can bear the order: its hold, or for a market buy the cost at the ask. `instead` makes room. */
export function checkFunds(account: Account, order: Order, touch: Touch, instead?: Order): void {
  const { asset } = holdOf(order);
  const atMarket = order.side === 'buy' && order.type === 'market' && !has(order, 'viqc');
  const needed = atMarket ? costWithFee(order, touch.ask) : holdOf(order).amount;
  if (needed.gt(availableOf(account, asset, instead))) refuse('EOrder:Insufficient funds');
}

export function crosses(order: OrderTerms, touch: Touch): boolean {
  const limit = limitOf(order);
  if (!limit) return true;
  return order.side === 'buy' ? touch.ask.lte(limit) : touch.bid.gte(limit);
}

/** Prices may have moved: trigger and fill whatever is due. */
export function sweep(exchange: Exchange): void {
  const touches = new Map<string, Touch>();
  for (const account of exchange.accounts.values()) {
    if (account.open.size === 0) continue;
    for (const order of [...account.open.values()]) {
      const touch = touches.get(order.pair.id) ?? touchOf(exchange, order.pair);
      touches.set(order.pair.id, touch);
      work(exchange, account, order, touch);
    }
  }
}

/** Time has passed, prices have not moved: start and expire what is due. Between two ticks nobody but the customer can tell. */
export function sweepDue(exchange: Exchange, account: Account): void {
  const now = exchange.world.now();
  for (const order of [...account.open.values()]) {
    const due = (order.expireAt !== 0 && order.expireAt <= now) || (order.status === 'pending' && order.startAt <= now);
    if (due) work(exchange, account, order, touchOf(exchange, order.pair));
  }
}

/** Takes one order as far as time and price allow. */
export function work(exchange: Exchange, account: Account, order: Order, touch: Touch): void {
  const now = exchange.world.now();
  if (order.expireAt !== 0 && order.expireAt <= now) {
    close(exchange, account, order, 'expired', 'Order expired');
    return;
  }
  if (order.startAt > now) return;
  order.status = 'open';
  if (isArmed(order) && !triggered(order, touch)) return;
  if (limitOf(order)) workLimit(exchange, account, order, touch);
  else workMarket(exchange, account, order, touch);
}

/** Trails, then compares. A fired order remembers the price it fired at and is from then on what it turned into. */
function triggered(order: Order, touch: Touch): boolean {
  const { trigger } = order;
  if (!trigger) return true;
  if (trigger.trailing) trail(order, touch);
  const fired = trigger.fires === 'above' ? touch.last.gte(trigger.price) : touch.last.lte(trigger.price);
  if (!fired) return false;
  order.stopPrice = trigger.price;
  order.misc.add(orderTypes[order.type].trigger === 'target' ? 'touched' : 'stopped');
  return true;
}

/** The trigger follows the price when it moves the customer's way, and stays when it comes back. */
function trail({ trigger, side, pair }: Order, touch: Touch): void {
  if (!trigger?.trailing) return;
  const gap = distance(trigger.trailing, touch.last);
  const price = onTick(side === 'buy' ? touch.last.plus(gap) : touch.last.minus(gap), pair.tickSize);
  trigger.price = side === 'buy' ? Decimal.min(trigger.price, price) : Decimal.max(trigger.price, price);
}

/** On arrival a limit takes what the book offers; what is left rests and trades later as maker, at its own price. */
function workLimit(exchange: Exchange, account: Account, order: Order, touch: Touch): void {
  const limit = limitOf(order);
  if (limit && crosses(order, touch)) {
    const price = order.resting ? limit : order.side === 'buy' ? touch.ask : touch.bid;
    fill(exchange, account, order, { price, maker: order.resting, volume: tradable(exchange, order, price) });
  }
  if (remainingOf(order).lte(0)) close(exchange, account, order, 'closed', null);
  else if (order.timeInForce === 'IOC') close(exchange, account, order, 'canceled', 'IOC order');
  else order.resting = true;
}

function workMarket(exchange: Exchange, account: Account, order: Order, touch: Touch): void {
  const price = order.side === 'buy' ? touch.ask : touch.bid;
  if (!affordable(account, order, price)) {
    close(exchange, account, order, 'canceled', 'Insufficient funds');
    return;
  }
  const volume = tradable(exchange, order, price);
  fill(exchange, account, order, { price, maker: false, volume });
  // Of an order in quote currency, less than one lot may be left: it is done all the same.
  const done = remainingOf(order).lte(0) || (has(order, 'viqc') && volume.gt(0));
  close(exchange, account, order, done ? 'closed' : 'canceled', done ? null : 'No liquidity');
}

/** A stop's market buy may find the price beyond what was held for it. */
function affordable(account: Account, order: Order, price: Decimal): boolean {
  if (order.side === 'sell') return true;
  const cost = costWithFee(order, has(order, 'viqc') ? null : price);
  return cost.lte(availableOf(account, order.pair.quote, order));
}

/** Base volume that trades now: what is left of the order, or of the market's liquidity. */
function tradable(exchange: Exchange, order: Order, price: Decimal): Decimal {
  const { pair } = order;
  const rest = has(order, 'viqc') ? remainingOf(order).div(price) : remainingOf(order);
  const { liquidity } = marketOf(exchange, pair);
  const volume = liquidity ? Decimal.min(rest, liquidity) : rest;
  return exact(volume).toDecimalPlaces(pair.lotDecimals, Decimal.ROUND_DOWN);
}

export function close(
  exchange: Exchange,
  account: Account,
  order: Order,
  status: Order['status'],
  reason: string | null,
): void {
  order.status = status;
  order.reason = reason;
  order.closedAt = exchange.world.now();
  if (order.filled.gt(0) && status !== 'closed') order.misc.add('partial');
  account.open.delete(order.id);
}
