import { Decimal, type DecimalString } from '../../decimal.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import type { AmendmentRecord } from './amendment.ts';

/**
 * The order as known after the amendment; null where nothing is known. An accepted change holds where the exchange does not tell the changed
 * term, and over each description from before the change. `before` is the order as it was last described before the amendment.
 */
export function describedAfter(
  { state, described, change }: Pick<AmendmentRecord, 'state' | 'described' | 'change'>,
  before: ExchangeOrder | null,
): ExchangeOrder | null {
  if (state !== 'ACCEPTED') return described;
  if (described === null) return before === null ? null : changed(before, change);
  return changed(described, {
    quantity: described.quantity === null ? change.quantity : undefined,
    price: described.price ?? change.price,
    stopPrice: described.stopPrice ?? change.stopPrice,
  });
}

function changed(order: ExchangeOrder, { quantity, price, stopPrice }: AmendmentRecord['change']): ExchangeOrder {
  const sizes = quantity === undefined ? {} : { quantity, remainingQuantity: remainingOf(order, quantity) };
  return { ...order, ...sizes, price: price ?? order.price, stopPrice: stopPrice ?? order.stopPrice };
}

function remainingOf({ status, filledQuantity }: ExchangeOrder, quantity: DecimalString): DecimalString | null {
  if (status === 'filled') return '0';
  return filledQuantity === null ? null : Decimal.max(0, new Decimal(quantity).minus(filledQuantity)).toFixed();
}
