import type { OrderChange, OrderRef } from '../../model/order.ts';

/**
 * editorder's parameters (docs.kraken.com/api-reference/order-management/edit-order). A size is the whole order's, fills included: without
 * `qtyMode` it would be what is left to fill, so that a fill on the way there, or a second delivery, made the order larger than asked for.
 */
export function amendParametersForKrakenFutures(
  ref: OrderRef,
  change: OrderChange,
  notAfter: number,
): Record<string, string> {
  return {
    ...(ref.exchangeOrderId === undefined ? { cliOrdId: ref.clientOrderId ?? '' } : { orderId: ref.exchangeOrderId }),
    ...(change.quantity === undefined ? {} : { size: change.quantity, qtyMode: 'ABSOLUTE' }),
    ...(change.price === undefined ? {} : { limitPrice: change.price }),
    ...(change.stopPrice === undefined ? {} : { stopPrice: change.stopPrice }),
    processBefore: new Date(notAfter).toISOString(),
  };
}
