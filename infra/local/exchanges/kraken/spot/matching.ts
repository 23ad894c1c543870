import { Decimal } from 'decimal.js';
import { exact } from '../../engine/decimals.ts';
import type { Account } from './account.ts';
import { availableOf } from './account.ts';
import { feeRate } from './fees.ts';
import { fill, volumeOf30Days } from './fills.ts';
import type { Order, OrderTerms } from './order.ts';
import { costWithFee, distance, has, holdOf, isArmed, limitOf, orderTypes, remainingOf } from './order.ts';
import type { Touch } from './prices.ts';
import { onTick, touchOf } from './prices.ts';
import { refuse } from './refusal.ts';
import type { Venue } from './venue.ts';
import { marketOf, newId } from './venue.ts';

/** Accepts an order into the engine: everything that can refuse it is checked before anything changes. */
export function place(venue: Venue, account: Account, terms: OrderTerms): Order {
  const order = createOrder(venue, account, terms);
  const touch = touchOf(venue, terms.pair);
  if (has(order, 'post') && crosses(order, touch)) refuse('EOrder:Post only order');
  checkFunds(account, order, touch);
  order.id = newId(venue, 'O');
  account.orders.set(order.id, order);
  account.open.set(order.id, order);
  work(venue, account, order, touch);
  return order;
}

function createOrder(venue: Venue, account: Account, terms: OrderTerms): Order {
  const now = venue.world.now();
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
export function sweep(venue: Venue): void {
  const touches = new Map<string, Touch>();
  for (const account of venue.accounts.values()) {
    if (account.open.size === 0) continue;
    for (const order of [...account.open.values()]) {
      const touch = touches.get(order.pair.id) ?? touchOf(venue, order.pair);
      touches.set(order.pair.id, touch);
      work(venue, account, order, touch);
    }
  }
}

/** Time has passed, prices have not moved: start and expire what is due. Between two ticks nobody but the customer can tell. */
export function sweepDue(venue: Venue, account: Account): void {
  const now = venue.world.now();
  for (const order of [...account.open.values()]) {
    const due = (order.expireAt !== 0 && order.expireAt <= now) || (order.status === 'pending' && order.startAt <= now);
    if (due) work(venue, account, order, touchOf(venue, order.pair));
  }
}

/** Takes one order as far as time and price allow. */
export function work(venue: Venue, account: Account, order: Order, touch: Touch): void {
  const now = venue.world.now();
  if (order.expireAt !== 0 && order.expireAt <= now) {
    close(venue, account, order, 'expired', 'Order expired');
    return;
  }
  if (order.startAt > now) return;
  order.status = 'open';
  if (isArmed(order) && !triggered(order, touch)) return;
  if (limitOf(order)) workLimit(venue, account, order, touch);
  else workMarket(venue, account, order, touch);
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
function workLimit(venue: Venue, account: Account, order: Order, touch: Touch): void {
  const limit = limitOf(order);
  if (limit && crosses(order, touch)) {
    const price = order.resting ? limit : order.side === 'buy' ? touch.ask : touch.bid;
    fill(venue, account, order, { price, maker: order.resting, volume: tradable(venue, order, price) });
  }
  if (remainingOf(order).lte(0)) close(venue, account, order, 'closed', null);
  else if (order.timeInForce === 'IOC') close(venue, account, order, 'canceled', 'IOC order');
  else order.resting = true;
}

function workMarket(venue: Venue, account: Account, order: Order, touch: Touch): void {
  const price = order.side === 'buy' ? touch.ask : touch.bid;
  if (!affordable(account, order, price)) {
    close(venue, account, order, 'canceled', 'Insufficient funds');
    return;
  }
  const volume = tradable(venue, order, price);
  fill(venue, account, order, { price, maker: false, volume });
  // Of an order in quote currency, less than one lot may be left: it is done all the same.
  const done = remainingOf(order).lte(0) || (has(order, 'viqc') && volume.gt(0));
  close(venue, account, order, done ? 'closed' : 'canceled', done ? null : 'No liquidity');
}

/** A stop's market buy may find the price beyond what was held for it. */
function affordable(account: Account, order: Order, price: Decimal): boolean {
  if (order.side === 'sell') return true;
  const cost = costWithFee(order, has(order, 'viqc') ? null : price);
  return cost.lte(availableOf(account, order.pair.quote, order));
}

/** Base volume that trades now: what is left of the order, or of the market's liquidity. */
function tradable(venue: Venue, order: Order, price: Decimal): Decimal {
  const { pair } = order;
  const rest = has(order, 'viqc') ? remainingOf(order).div(price) : remainingOf(order);
  const { liquidity } = marketOf(venue, pair);
  const volume = liquidity ? Decimal.min(rest, liquidity) : rest;
  return exact(volume).toDecimalPlaces(pair.lotDecimals, Decimal.ROUND_DOWN);
}

export function close(
  venue: Venue,
  account: Account,
  order: Order,
  status: Order['status'],
  reason: string | null,
): void {
  order.status = status;
  order.reason = reason;
  order.closedAt = venue.world.now();
  if (order.filled.gt(0) && status !== 'closed') order.misc.add('partial');
  account.open.delete(order.id);
}
