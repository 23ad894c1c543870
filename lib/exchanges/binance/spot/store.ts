import type { MarketWire } from '../../wire/market-wire.ts';
import { spotEndpoints } from '../endpoints.ts';
import type { RegularStore } from '../regular-store.ts';
import { orderFromSpot } from './described-orders.ts';

/** `allOrders` and `myTrades` answer for 24 hours at the most (spot: rest-api): less a second, because the ends may count. */
export const spotSpanMs = 24 * 3_600_000 - 1000;

export function spotStore(wire: MarketWire): RegularStore {
  return { wire, endpoints: spotEndpoints, spanMs: spotSpanMs, orderFrom: orderFromSpot };
}
