import type { MarketAdapter } from '../../../lib/exchanges/interfaces/market-adapter.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { OrderRequest } from '../../../lib/exchanges/model/order.ts';
import { placeOrder } from './fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, startTime } from './fixture-venues.ts';

export const symbols = { spot: ['BTC/USD', 'ETH/USD'], swap: ['BTC/USD:USD', 'ETH/USD:USD'] } as const;

let serial = 0;
export function freshId(): string {
  serial += 1;
  return serial.toString(16).padStart(32, '0');
}

/** Both venues, our adapter over each, and orders placed through it. */
export async function openOrders() {
  const venues = openVenues();
  const exchanges: Record<MarketType, MarketAdapter> = {
    spot: await openOver('spot', venues.spot),
    swap: await openOver('swap', venues.swap),
  };
  /** A limit order that rests far from the market unless said otherwise; its two ids. */
  async function place(marketType: MarketType, terms: Partial<OrderRequest> = {}) {
    const clientOrderId = freshId();
    const resting: Partial<OrderRequest> = terms.type === undefined ? { type: 'limit', price: '70000' } : {};
    const order = orderOf(marketType, { ...resting, ...terms, clientOrderId });
    const outcome = await placeOrder(exchanges[marketType], order, notAfter + venues.world.now() - startTime);
    if (outcome.kind !== 'accepted') throw new Error(outcome.error.message);
    if (outcome.exchangeOrderId === null) throw new Error('accepted without an id');
    venues[marketType].sent.length = 0;
    return { exchangeOrderId: outcome.exchangeOrderId, clientOrderId };
  }
  return { venues, exchanges, place };
}
