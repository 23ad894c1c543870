import type { ExchangeOrder } from '../exchanges/model/order.ts';
import type { Session } from '../session/open-session.ts';
import { lookBackFrom } from './order.ts';
import type { Owner } from './order-owner.ts';

/** An order with its owner. A fired stop of ours is told as the exchange describes the stop. */
export interface OwnedOrder {
  readonly owner: Owner;
  readonly shown: ExchangeOrder;
}

/** The owner as the exchange tells it, where the journal alone cannot: a stop of ours that may have become the order is read. */
export async function ownerThrough({ orders }: Session, shown: ExchangeOrder, owner: Owner): Promise<OwnedOrder> {
  const maybe = owner.record === null ? owner.maybe : undefined;
  if (maybe === undefined || maybe.exchangeOrderId === null) return { owner, shown };
  const { store, exchangeOrderId, request } = maybe;
  try {
    const stop = await orders.read({ symbol: request.symbol, store, exchangeOrderId }, lookBackFrom(maybe));
    if (stop === null) return { owner, shown };
    const isThis = stop.firedAs === shown.exchangeOrderId;
    return isThis ? { owner: { record: maybe }, shown: stop } : { owner: { record: null, isExternal: true }, shown };
  } catch {
    return { owner, shown };
  }
}
