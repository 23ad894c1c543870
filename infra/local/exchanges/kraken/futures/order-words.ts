import type { Cause, Order, Rejection } from '../../engine/order.ts';

/** Kraken's words for why an order last changed. */
const causeNames: Partial<Record<Cause, string>> = {
  placed: 'NEW_USER_ORDER',
  triggered: 'STOP_ORDER_TRIGGERED',
  liquidation: 'LIQUIDATION_ORDER',
  filled: 'FULL_FILL',
  partlyFilled: 'PARTIAL_FILL',
  trailed: 'TRAILING_STOP_PRICE_UPDATED',
  amended: 'EDITED_BY_USER',
  cancelledByCustomer: 'CANCELLED_BY_USER',
  deadMansSwitch: 'DEAD_MAN_SWITCH',
  immediateRemainder: 'IOC_WOULD_NOT_EXECUTE_REASON',
  wouldNotReduce: 'WOULD_NOT_REDUCE_POSITION',
  notEnoughMargin: 'NOT_ENOUGH_MARGIN',
  contractExpired: 'CONTRACT_EXPIRED',
};

export function causeName(cause: Cause): string {
  return causeNames[cause] ?? cause.toUpperCase();
}

/** Kraken's words for rejections, in events and in orders/status. */
const rejectionNames: Partial<Record<Rejection, string>> = {
  clientOrderIdTaken: 'CLIENT_ORDER_ID_IN_USE',
  postOnlyWouldTrade: 'POST_WOULD_EXECUTE',
  immediateWouldNotTrade: 'IOC_WOULD_NOT_EXECUTE',
  wouldNotReduce: 'WOULD_NOT_REDUCE_POSITION',
  selfTrade: 'WOULD_EXECUTE_SELF',
  outsidePriceCollar: 'PRICE_COLLAR',
  notEnoughMargin: 'INSUFFICIENT_MARGIN',
};

export function rejectionName({ rejection }: Order): string | null {
  return rejection && (rejectionNames[rejection] ?? rejection.toUpperCase());
}

export type Kind = 'lmt' | 'post' | 'ioc' | 'fok' | 'liquidation';

/** Kraken's type of an order in the book, or of the order that a trigger will become. */
export function kindOf({ origin, postOnly, timeInForce }: Pick<Order, 'origin' | 'postOnly' | 'timeInForce'>): Kind {
  if (origin === 'liquidation') return 'liquidation';
  if (postOnly) return 'post';
  return timeInForce === 'IOC' ? 'ioc' : timeInForce === 'FOK' ? 'fok' : 'lmt';
}
