import type { MarketWire } from '../../wire/market-wire.ts';
import { usdmEndpoints } from '../endpoints.ts';
import type { RegularStore } from '../regular-store.ts';
import { orderFromUsdm } from './described-orders.ts';

const day = 24 * 3_600_000;

/** `allOrders`, `userTrades` and `allAlgoOrders` answer for seven days at the most: less an hour, because the ends may count. */
export const usdmSpanMs = 7 * day - 3_600_000;

export function usdmStore(wire: MarketWire): RegularStore {
  return { wire, endpoints: usdmEndpoints, spanMs: usdmSpanMs, orderFrom: orderFromUsdm };
}
