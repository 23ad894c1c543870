import type { Decimal } from 'decimal.js';
import { onTick } from './decimals.ts';
import type { FeeRates } from './fees.ts';
import type { Market } from './market.ts';

export type Side = 'buy' | 'sell';

/** A distance in quote currency, or a fraction of the price it is measured from. */
export interface Offset {
  readonly amount: Decimal;
  readonly isFraction: boolean;
}

export interface Trigger {
  readonly kind: 'stop' | 'target' | 'trailing';
  price: Decimal;
  readonly signal: 'last' | 'mark' | 'index';
  /** Fires when the signal is at or beyond the price on this side. */
  readonly fires: 'above' | 'below';
  trailing: Offset | null;
  /** The limit of the order to be, measured from the trigger price. */
  readonly limitOffset: Offset | null;
  firedAt: number | null;
}

/** A customer's request, checked. Amendments change the terms. */
export interface OrderTerms {
  readonly market: Market;
  readonly side: Side;
  quantity: Decimal;
  /** Currency that the quantity is counted in; contracts count as base. */
  readonly quantityIn: 'base' | 'quote';
  /** Null = at any price. */
  limitPrice: Decimal | null;
  trigger: Trigger | null;
  timeInForce: 'GTC' | 'IOC' | 'FOK' | 'GTD';
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Currency the customer prefers to pay fees in. */
  readonly feeIn: 'base' | 'quote';
  /** Moments (ms) of a scheduled order and of one that ends by itself; 0 = neither. */
  readonly startAt: number;
  readonly expireAt: number;
  readonly clientOrderId: string | null;
  /** Whether assets are held from the trigger on, and not from placement; absent: from placement. */
  readonly holdsWhenFired?: boolean;
  /** Fields with a meaning at the exchange alone. The engine does not read the fields. */
  own: Readonly<Record<string, string>>;
}

/** Why an order last changed. */
export type Cause =
  | 'placed'
  | 'triggered'
  | 'liquidation'
  | 'filled'
  | 'partlyFilled'
  /** The market trades no remainder of a single step. */
  | 'insignificantRemainder'
  | 'trailed'
  | 'amended'
  | 'cancelledByCustomer'
  | 'deadMansSwitch'
  | 'immediateRemainder'
  | 'noLiquidity'
  | 'notEnoughFunds'
  | 'notEnoughMargin'
  | 'wouldNotReduce'
  | 'contractExpired'
  | 'expired';

/** Why the engine rejects an order. */
export type Rejection =
  | 'clientOrderIdTaken'
  | 'postOnlyWouldTrade'
  | 'immediateWouldNotTrade'
  | 'wouldNotReduce'
  | 'outsidePriceCollar'
  | 'selfTrade'
  | 'positionTooLarge'
  | 'leverageTooHigh'
  | 'notEnoughMargin'
  | 'notEnoughFunds';

/** Scheduled orders wait for a time, waiting orders for a trigger, open orders for a price. */
export type OrderState = 'scheduled' | 'waiting' | 'open' | 'filled' | 'cancelled' | 'expired' | 'rejected';

export interface Order extends OrderTerms {
  readonly id: string;
  readonly customer: string;
  /** A liquidation is an order of the exchange itself. */
  readonly origin: 'customer' | 'liquidation';
  readonly placedAt: number;
  /** Last change, and last change by the customer. */
  updatedAt: number;
  changedAt: number;
  endedAt: number | null;
  state: OrderState;
  cause: Cause;
  rejection: Rejection | null;
  /** Base currency or contracts. */
  filled: Decimal;
  cost: Decimal;
  /** In quote or settlement currency, whichever currency was paid in. */
  fee: Decimal;
  /** Fixed at placement, so that a hold never grows because a fee step was lost in between. */
  readonly feeRates: FeeRates;
  /** Ids of fills, oldest first. */
  readonly fills: string[];
  /** Marks of the order's life, oldest first. */
  marks: ReadonlySet<'fired' | 'amended' | 'cutShort'>;
}

/** Quantity left to trade, in the currency the quantity is counted in. */
export function remainingOf(order: Order): Decimal {
  return order.quantity.minus(order.quantityIn === 'quote' ? order.cost : order.filled);
}

/** Of an order in quote currency, less than one step may be left: the order is done all the same. */
export function isDone(order: Order): boolean {
  return remainingOf(order).lte(0) || (order.quantityIn === 'quote' && order.filled.gt(0));
}

/** The order lacks its last step, in a market that never trades a last step. */
export function lacksLastStep(order: Order): boolean {
  const { endsShort, terms } = order.market;
  const rest = remainingOf(order);
  return endsShort !== null && order.quantityIn === 'base' && rest.gt(0) && rest.lte(terms.quantityStep);
}

/** An order that cannot rest. The market leaves no remainder. */
export function isImmediate({ timeInForce, limitPrice, trigger }: OrderTerms): boolean {
  return timeInForce === 'IOC' || timeInForce === 'FOK' || (limitPrice === null && !trigger?.limitOffset);
}

/** An armed order that holds nothing yet. */
export function isUnheld(order: OrderTerms): boolean {
  return order.holdsWhenFired === true && isArmed(order);
}

/** An order with a trigger that has not fired. */
export function isArmed({ trigger }: OrderTerms): boolean {
  return trigger !== null && trigger.firedAt === null;
}

export function signed(side: Side, quantity: Decimal): Decimal {
  return side === 'buy' ? quantity : quantity.neg();
}

export function distance({ amount, isFraction }: Offset, from: Decimal): Decimal {
  return isFraction ? from.times(amount) : amount;
}

/** The limit an order trades at. While a trigger with an offset trails, the limit follows. */
export function limitOf(order: OrderTerms, rounding: Decimal.Rounding): Decimal | null {
  const { trigger, market, limitPrice } = order;
  if (!trigger?.limitOffset || trigger.firedAt !== null) return limitPrice;
  const limit = trigger.price.plus(distance(trigger.limitOffset, trigger.price));
  return onTick(limit, market.terms.tickSize, rounding);
}
