import { Decimal } from 'decimal.js';
import type { DecimalString } from '../decimal.ts';
import type { ExchangeOrder, OrderRequest, OrderType } from '../exchanges/model/order.ts';

/**
 * The terms that the exchange reports must be the terms of the request. Unreported terms and amendable terms of an amended order pass. An order
 * that counts the quote currency was placed by another program.
 */
export function isSameOrder(request: OrderRequest, order: ExchangeOrder, isAmended = false): boolean {
  return (
    order.isInQuote !== true &&
    (order.symbol === request.symbol || !isUnified(order.symbol)) &&
    (order.side === null || order.side === request.side) &&
    (order.type === null || !isTriggered(order.type) || order.type === request.type) &&
    (isAmended || hasSameNumbers(request, order)) &&
    (order.reduceOnly === null || order.reduceOnly === request.reduceOnly || !request.reduceOnly)
  );
}

/** A container that does not know a newly listed market sees only the exchange's own name of the symbol. */
export function isUnified(symbol: string): boolean {
  return symbol.includes('/');
}

/** The quantity may shrink: some exchanges cut a reduce-only order down to the position. */
function hasSameNumbers(request: OrderRequest, { quantity, stopPrice, price }: ExchangeOrder): boolean {
  return (
    (quantity === null || new Decimal(quantity).lte(request.quantity)) &&
    sameNumber(stopPrice, request.stopPrice) &&
    sameNumber(price, request.price)
  );
}

/** A fired stop becomes a limit or market order. No order becomes a triggered order. */
function isTriggered(type: OrderType): boolean {
  return type !== 'market' && type !== 'limit';
}

function sameNumber(reported: DecimalString | null, sent: DecimalString | undefined): boolean {
  return reported === null || sent === undefined || new Decimal(reported).eq(sent);
}
