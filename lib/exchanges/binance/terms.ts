import { Decimal, type DecimalString } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import type { JsonObject, OrderRequest, OrderStatus, Side } from '../model/order.ts';
import { type Json, notNegative, positive, requiredText } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { orderWindowMs } from './definition.ts';
import { stampedBackMs } from './stamps.ts';

/**
 * The deadline of an order on the wire: `timestamp` plus `recvWindow`. Both are in the journaled body, so every copy of the request has one
 * deadline. The timestamp follows the exchange's clock as the deadline does.
 */
export function deadlineTerms(deadline: number): JsonObject {
  const windowMs = orderWindowMs + stampedBackMs;
  return { timestamp: String(deadline - windowMs), recvWindow: String(windowMs) };
}

export function sideWord({ side }: Pick<OrderRequest, 'side'>): string {
  return side === 'buy' ? 'BUY' : 'SELL';
}

export function sideIn({ side }: Json): Side | null {
  if (side === 'BUY') return 'buy';
  return side === 'SELL' ? 'sell' : null;
}

/** Words of both hosts (spot: enums; USD-M: common definition). */
const statuses: Readonly<Record<string, OrderStatus>> = {
  NEW: 'open',
  PENDING_NEW: 'open',
  PARTIALLY_FILLED: 'partially_filled',
  FILLED: 'filled',
  CANCELED: 'canceled',
  PENDING_CANCEL: 'open',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
};

/** An order that has traded was not rejected, whatever the word says. */
export function statusIn({ status }: Json, filled: DecimalString | null): OrderStatus {
  const told = statuses[String(status)] ?? 'unknown';
  const hasTraded = positive(filled) !== null;
  return hasTraded && told === 'rejected' ? 'canceled' : told;
}

export interface Sizes {
  readonly quantity: DecimalString | null;
  readonly filledQuantity: DecimalString | null;
  readonly remainingQuantity: DecimalString | null;
}

/** An order in the quote currency has no quantity before a trade. */
export function sizesIn({ origQty, executedQty }: Json): Sizes {
  const [quantity, filled] = [positive(origQty), notNegative(executedQty)];
  const remaining = quantity === null || filled === null ? null : new Decimal(quantity).minus(filled).toFixed();
  return { quantity, filledQuantity: filled, remainingQuantity: remaining };
}

/** An id of Binance: a whole number, counted apart by each host and store. */
export function requiredId(title: string, row: Json, key: string): string {
  const id = requiredText(title, row, key);
  if (!/^\d{1,20}$/.test(id)) throw new MalformedResponse(title, 200, key);
  return id;
}

/** The refusal of a quantity that Binance would refuse, or that would end the order. */
export function invalidQuantity(message: string): OemsError {
  return new OemsError('INVALID_ORDER', `quantity: ${message}`, { details: [{ field: 'quantity', message }] });
}
