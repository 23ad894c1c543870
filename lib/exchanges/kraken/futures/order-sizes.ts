import { Decimal } from '../../../decimal.ts';
import type { ExchangeOrder, OrderStatus } from '../../model/order.ts';
import { notNegative } from '../../wire/readers.ts';

/** The sizes of an order; null where the answer does not tell. */
export type Sizes = Pick<ExchangeOrder, 'quantity' | 'filledQuantity' | 'remainingQuantity'>;

/** A size that an answer may leave out, or tell in words that nobody can read, or below zero: none of them is zero. */
export function sizeIn(value: unknown): Decimal | null {
  const told = notNegative(value);
  return told === null ? null : new Decimal(told);
}

/** From the executed part and the open part, as `openorders` and the history tell them. No order has the quantity 0. */
export function sizesOfParts(filled: Decimal | null, open: Decimal | null): Sizes {
  const whole = filled === null || open === null ? null : filled.plus(open);
  return {
    quantity: whole?.gt(0) ? whole.toFixed() : null,
    filledQuantity: filled?.toFixed() ?? null,
    remainingQuantity: whole?.gt(0) ? (open?.toFixed() ?? null) : null,
  };
}

/**
 * From `quantity` and `filled` of orders/status, where `quantity` may be the whole order or the open part: no recorded answer tells. An
 * order without fills has the same quantity under both readings. More filled than `quantity` means the open part, and so does every
 * `quantity` of a full execution but the filled one. Otherwise both readings hold: the quantity is unknown here, and never guessed.
 */
export function sizesOfStatus(quantity: Decimal | null, filled: Decimal | null, status: OrderStatus): Sizes {
  if (status === 'filled') return sizesOfFull(quantity, filled);
  if (quantity !== null && filled !== null && (filled.isZero() || filled.gt(quantity)))
    return sizesOfParts(filled, quantity);
  return { quantity: null, filledQuantity: filled?.toFixed() ?? null, remainingQuantity: null };
}

/** A full execution leaves nothing open. An answer that still tells something open contradicts itself: the filled part is not told then. */
function sizesOfFull(quantity: Decimal | null, filled: Decimal | null): Sizes {
  const isAgreed = quantity === null || quantity.isZero() || (filled !== null && quantity.eq(filled));
  const whole = isAgreed && filled?.gt(0) ? filled.toFixed() : null;
  return { quantity: whole, filledQuantity: whole, remainingQuantity: '0' };
}
