import type { Decimal } from 'decimal.js';
import { ceilTo, raise, zero } from '../../engine/decimals.ts';
import { decimalsOf } from './assets.ts';
import type { Pair } from './pairs.ts';

export type Side = 'buy' | 'sell';

/** What each order type is made of; the parser, the engine and the descriptions read it from here. */
export const orderTypes = {
  market: { limit: false, trigger: null },
  limit: { limit: true, trigger: null },
  'stop-loss': { limit: false, trigger: 'stop' },
  'stop-loss-limit': { limit: true, trigger: 'stop' },
  'take-profit': { limit: false, trigger: 'target' },
  'take-profit-limit': { limit: true, trigger: 'target' },
  'trailing-stop': { limit: false, trigger: 'trailing' },
  'trailing-stop-limit': { limit: true, trigger: 'trailing' },
} as const satisfies Record<string, { limit: boolean; trigger: 'stop' | 'target' | 'trailing' | null }>;
export type OrderType = keyof typeof orderTypes;

/** A distance in quote currency, or a fraction of the price it is measured from. */
export interface Offset {
  amount: Decimal;
  isFraction: boolean;
}

export interface Trigger {
  price: Decimal;
  signal: 'last' | 'index';
  /** Fires when the price is at or beyond the trigger price on this side. */
  fires: 'above' | 'below';
  trailing: Offset | null;
  /** Trailing stop limit: the limit, measured from the trigger price. */
  limitOffset: Offset | null;
}

/** What a customer asked for, checked. */
export interface OrderTerms {
  pair: Pair;
  side: Side;
  type: OrderType;
  /** Base currency; quote currency when `viqc`. */
  volume: Decimal;
  limitPrice: Decimal | null;
  trigger: Trigger | null;
  /** As described back to the customer. */
  priceText: string;
  price2Text: string;
  flags: string[];
  timeInForce: 'GTC' | 'IOC' | 'GTD';
  startAt: number;
  expireAt: number;
  userref: number | null;
  clOrdId: string | null;
}

export interface Order extends OrderTerms {
  id: string;
  customer: string;
  status: 'pending' | 'open' | 'closed' | 'canceled' | 'expired';
  reason: string | null;
  openedAt: number;
  closedAt: number;
  changedAt: number;
  /** Base currency. */
  filled: Decimal;
  cost: Decimal;
  /** In quote currency, whichever currency it was taken in. */
  fee: Decimal;
  takerRate: Decimal;
  makerRate: Decimal;
  /** Set once the trigger has fired. */
  stopPrice: Decimal | null;
  /** Whether the order has met the book without trading in full: what trades later is a maker fill. */
  resting: boolean;
  misc: Set<string>;
  trades: string[];
}

export interface Trade {
  id: string;
  tradeId: number;
  order: Order;
  at: number;
  price: Decimal;
  volume: Decimal;
  cost: Decimal;
  fee: Decimal;
  maker: boolean;
  ledgers: string[];
  dollars: Decimal;
}

export function has(order: OrderTerms, flag: string) {
  return order.flags.includes(flag);
}

export function isArmed(order: Order): boolean {
  return order.trigger !== null && order.stopPrice === null;
}

/** What is left to trade, in the currency the volume is given in. */
export function remainingOf(order: Order): Decimal {
  return order.volume.minus(has(order, 'viqc') ? order.cost : order.filled);
}

/** The limit an order trades at; of a trailing stop limit it follows the trigger. */
export function limitOf(order: OrderTerms): Decimal | null {
  const { trigger, pair } = order;
  if (!trigger?.limitOffset) return order.limitPrice;
  const limit = trigger.price.plus(distance(trigger.limitOffset, trigger.price));
  return ceilTo(limit, pair.tickSize);
}

export function distance(offset: Offset, from: Decimal): Decimal {
  return offset.isFraction ? from.times(offset.amount) : offset.amount;
}

/**
 * What an open order keeps from being spent. A buy holds its worst price and, unless the fee comes out of what is
 * bought, the taker's fee: more can never be charged.
 */
export function holdOf(order: Order): { asset: string; amount: Decimal } {
  const { pair, side } = order;
  if (side === 'sell') return { asset: pair.base, amount: remainingOf(order) };
  const price = limitOf(order) ?? order.trigger?.price ?? zero;
  return { asset: pair.quote, amount: costWithFee(order, has(order, 'viqc') ? null : price) };
}

/** Upper bound of what buying the rest costs at a price, fee included; `null` = the volume is the cost. */
export function costWithFee(order: Order, price: Decimal | null): Decimal {
  const decimals = decimalsOf(order.pair.quote);
  const rest = remainingOf(order);
  const cost = raise(price ? rest.times(price) : rest, decimals);
  return has(order, 'fcib') ? cost : cost.plus(raise(cost.times(order.takerRate), decimals));
}

/** "buy 0.00100000 XBTUSD @ stop loss 70000.0 -> limit 69900.0" */
export function describe(terms: OrderTerms): string {
  const { limit, trigger } = orderTypes[terms.type];
  const words = terms.type.replace('-limit', '').replace('-', ' ');
  const head = `${terms.side} ${terms.volume.toFixed(terms.pair.lotDecimals)} ${terms.pair.altname} @ ${words}`;
  if (terms.type === 'market') return head;
  return trigger && limit ? `${head} ${terms.priceText} -> limit ${terms.price2Text}` : `${head} ${terms.priceText}`;
}
