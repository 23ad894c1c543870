import { Decimal } from 'decimal.js';
import type { Account, Fill } from './account.ts';
import { isClientOrderIdTaken } from './client-order-ids.ts';
import { rejectOrder } from './end-order.ts';
import type { Exchange } from './exchange.ts';
import { enterBook, reducible } from './matching.ts';
import { isArmed, type Order, type OrderTerms, type Rejection } from './order.ts';
import { rejectionOf } from './order-checks.ts';
import { checkTrigger } from './triggers.ts';

export interface Placement {
  readonly order: Order;
  readonly rejection: Rejection | null;
  /** Trade at arrival. */
  readonly fill: Fill | null;
  /** Quantity cut off a reduce-only order that exceeded the position; null for all other orders. */
  readonly reduced: Decimal | null;
}

/**
 * Accepts an order into the engine. Every check comes before anything changes. `given` is the id of an order that the exchange has
 * acknowledged before.
 */
export function placeOrder(exchange: Exchange, account: Account, terms: OrderTerms, given?: string): Placement {
  const { ids, rules } = exchange;
  const named = rules.matching.recordedRejections.size > 0;
  const draft = draftOrder(exchange, account, terms, given ?? (named ? ids.order() : ''));
  const taken = isClientOrderIdTaken(exchange, account, terms.clientOrderId, isArmed(terms));
  const reduced = taken && !exchange.judgesIdLast ? null : trim(account, draft);
  const rejection =
    taken && !exchange.judgesIdLast
      ? 'clientOrderIdTaken'
      : (rejectionOf(exchange, account, draft) ?? (taken ? 'clientOrderIdTaken' : null));
  if (rejection) {
    if (rules.matching.recordedRejections.has(rejection)) rejectOrder(exchange, account, draft, rejection);
    return { order: draft, rejection, fill: null, reduced };
  }
  const order = draft.id !== '' ? draft : { ...draft, id: ids.order() };
  account.orders.set(order.id, order);
  if (order.clientOrderId !== null) account.clientOrderIds.add(order.clientOrderId);
  return { order, rejection, fill: admit(exchange, account, order), reduced };
}

/** An order of these terms that is nowhere yet. */
export function draftOrder({ world, rules }: Exchange, account: Account, terms: OrderTerms, id: string): Order {
  const now = world.now();
  const nothing = rules.number(0);
  return {
    ...terms,
    ...{ id, customer: account.customer, origin: 'customer', state: 'open', cause: 'placed', rejection: null },
    ...{ placedAt: now, updatedAt: now, changedAt: now, endedAt: null },
    ...{ filled: nothing, cost: nothing, fee: nothing, fills: [], marks: new Set() },
    feeRates: rules.feeRates(account, terms.market, now),
  };
}

/** An oversize reduce-only order is cut to the position. */
function trim(account: Account, order: Order): Decimal | null {
  if (!order.reduceOnly || order.trigger) return null;
  const quantity = Decimal.min(order.quantity, reducible(account, order.market, order.side));
  const reduced = order.quantity.sub(quantity);
  if (quantity.gt(0)) order.quantity = quantity;
  return reduced;
}

function admit(exchange: Exchange, account: Account, order: Order): Fill | null {
  if (order.startAt <= exchange.world.now()) return arrive(exchange, account, order);
  order.state = 'scheduled';
  account.open.set(order.id, order);
  return null;
}

/** The order is at the exchange: with a trigger the order waits, without one the order meets the market. */
export function arrive(exchange: Exchange, account: Account, order: Order): Fill | null {
  if (!order.trigger) return enterBook(exchange, account, order, 'placed');
  order.state = 'waiting';
  account.open.set(order.id, order);
  exchange.events.triggerPlaced?.(account, order);
  if (exchange.rules.matching.triggersAtPlacement) checkTrigger(exchange, account, order);
  return null;
}
